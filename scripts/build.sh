#!/usr/bin/env bash
# Sourced by run, test and bench/run: what it takes to build Maidian. Changes nothing when nothing changed.
# build_product builds the packaged product into server/target/maidian.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/server/src/dist/lib/find-java.sh"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

fail() { # one clear message and exit 2
  printf '%s\n' "$@" >&2
  exit 2
}

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install_debian() { # installs Debian packages where we may; else says what to install
  if is_debian_root; then
    say "Installing $* …"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    apt-get update -q >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2 && return 0
  fi
  fail "This needs: $*. Install it (on Debian: apt-get install $*) and start again."
}

need_build_tools() {
  find_java || exit 2
  [ -x "$JAVA_HOME/bin/javac" ] || fail "$JAVA_HOME has no compiler; building Maidian needs a full JDK 25."
  command -v mvn >/dev/null || install_debian maven
  command -v npm >/dev/null || fail "Building the console needs Node.js 20 or later with npm. Install it and start again."
  local node_major
  node_major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$node_major" -ge 20 ] || fail "Building the console needs Node.js 20 or later; $(command -v node) is version $node_major."
}

newer_than() { # newer_than STAMP PATH…: whether a file below the paths is newer than the stamp, or the stamp is missing
  local stamp=$1
  shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -type f -print -quit)" ]
}

build_console() {
  local console=$root/console
  # Compared, not dated: a checkout of an older state and back leaves a stamp that is newer than both.
  if ! cmp -s "$console/package-lock.json" "$console/node_modules/.installed"; then
    say "Fetching the console's libraries …"
    (cd "$console" && npm ci --no-audit --no-fund --loglevel=error >&2)
    cp "$console/package-lock.json" "$console/node_modules/.installed"
  fi
  if newer_than "$console/dist/.built" "$console/src" "$console/public" "$console/index.html" "$console/package-lock.json" "$console"/*.ts; then
    say "Building the console …"
    (cd "$console" && npm run --silent build >&2)
    touch "$console/dist/.built"
  fi
}

build_product() {
  local dist=$root/server/target/maidian
  if newer_than "$dist/.built" "$root/server/src" "$root/server/pom.xml" "$root/pom.xml" \
      "$root/console/src" "$root/console/public" "$root/console/index.html" "$root/console/package-lock.json"; then
    need_build_tools
    build_console
    say "Building the server (the first time this fetches its libraries, which takes a minute or two) …"
    run_maven -pl server -Dmaven.test.skip=true package || fail "The build failed: see above."
    train_start "$dist"
    touch "$dist/.built"
  fi
}

train_start() { # starts the product once and keeps what Java loaded and linked for faster starts; without it the product is the same, but slower to start
  local dist=$1 data pid
  say "Training the start …"
  rm -f "$dist/lib/maidian.aot"
  data=$(mktemp -d)
  MAIDIAN_JAVA_OPTS="-XX:AOTCacheOutput=$dist/lib/maidian.aot" "$dist/maidian" serve --port 0 --data "$data/data" \
    >"$data/out" 2>"$data/err" &
  pid=$!
  for _ in $(seq 300); do
    if grep -q 'Try it' "$data/out" || ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.1
  done
  exercise "$data"
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  [ -s "$dist/lib/maidian.aot" ] || say "No start-up cache could be made; Maidian will start more slowly. See the end of: $(tail -n 3 "$data/err")"
  rm -rf "$data"
}

exercise() { # sends the training server in folder $1 what a first minute holds, where curl is at hand
  local base ai token path event='{"cs1":"u1","tm":1434556935000,"t":"cstm","n":"e","var":{"a":"b","c":1.5}}'
  command -v curl >/dev/null || return 0
  base=$(sed -n 's/.*Console *\(http:[^#]*\)#.*/\1/p' "$1/out")
  ai=$(sed -n 's/.*ai = //p' "$1/out")
  [ -n "$ai" ] || return 0
  token=$(cat "$1/data/admin.token")
  for _ in 1 2 3 4 5; do
    curl -s -o "$1/answer" -d "[$event,{\"n\":\"e\"}]" "${base}v3/$ai/s2s/cstm"
    for path in events uploads charts; do
      curl -s -o "$1/answer" -H "Authorization: Bearer $token" "${base}api/projects/$ai/$path"
    done
    curl -s -o "$1/answer" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
      -d '{"kind":"realtime","event":"e"}' "${base}api/projects/$ai/query"
  done
  # Enough of the same for Java to learn what is called how often: it compiles the right things sooner then.
  printf '[%s' "$event" >"$1/batch"
  for _ in $(seq 99); do printf ',%s' "$event"; done >>"$1/batch"
  printf ']' >>"$1/batch"
  curl -s -o "$1/answer" -d "[$event]" "${base}v3/$ai/s2s/cstm?stm=[1700000000000-1700000009999]" >/dev/null
  curl -s -o "$1/answer" -d "@$1/batch" "${base}v3/$ai/s2s/cstm?stm=[1700000000000-1700000000999]" >/dev/null
}

run_maven() { # Maven, with what a reader needs of its output; all of it lies in target/maven.log
  mkdir -p "$root/target"
  (cd "$root" && mvn -B -ntp "$@" 2>&1) | tee "$root/target/maven.log" \
    | awk '/^\[INFO\] (Building Maidian|Tests run:|Results:|BUILD|Reactor Summary|Maidian.*(SUCCESS|FAILURE|SKIPPED))/ || !/^\[INFO\]/ && !/^WARNING: / && NF { print; fflush() }' >&2
  return "${PIPESTATUS[0]}"
}
