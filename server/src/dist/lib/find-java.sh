# Sourced by the project's scripts. find_java sets JAVA_HOME to a JDK of at least version 25, or says what to install.

java_major() { # the major version of the JDK in folder $1, from its release file, without starting it
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_java() {
  local wanted=25 candidate major on_path
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/java}
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /opt/*jdk*/* \
      "${HOME:-}"/.jdks/* "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$candidate" ] || continue
    major=$(java_major "$candidate") || continue
    if [ "${major:-0}" -ge "$wanted" ]; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  {
    echo "Maidian needs a JDK $wanted or later and found none (it looked at JAVA_HOME, PATH, /usr/lib/jvm and the usual folders)."
    echo "Install one, for example Eclipse Temurin $wanted (package temurin-$wanted-jdk), or set JAVA_HOME to it."
  } >&2
  return 1
}
