import { addressOf, bodyOf, jsonNumber, wellFormed, type TriedUpload, type TriedVariable } from './compose'
import { codecHeaders, isEncoded, isGzipOnly } from './encode'

/**
 * Programs that send a composed upload. Each sends exactly the body that it shows, fills in stm when it runs, and prints status and
 * answer. Nothing of what a person typed can leave its string. gzip is made by the program itself; what other codecs make stands in it as
 * base64, with the stm that it was made for.
 */
export const languages = ['curl', 'java', 'java-sdk', 'python', 'node', 'php', 'go'] as const
export type SnippetLanguage = (typeof languages)[number]

export interface Target {
  origin: string
  ai: string
  upload: TriedUpload
  nowMillis: number
  /** For programs that bear the body as the codecs make it. */
  encoded: EncodedBody
}

/** A body as the codecs make it, in base64, and the stm that it was made with: one is no use without the other. */
export interface EncodedBody {
  wire: string
  stm: number
}

/** Where a program's body comes from. */
type Source = 'text' | 'gzip' | 'bytes'

const sourceOf = ({ upload: { codecs } }: Target): Source => (isGzipOnly(codecs) ? 'gzip' : isEncoded(codecs) ? 'bytes' : 'text')

const headersOf = ({ upload }: Target): [name: string, value: string][] => [['Content-Type', 'application/json'], ...Object.entries(codecHeaders(upload.codecs))]

/** Whether stm is what the clock says when the program runs. */
const isClock = (target: Target): boolean => target.upload.stm && sourceOf(target) !== 'bytes'

/** Between single quotes, a shell takes everything as it is but the quote. */
const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A string between double quotes as Java, Python, JavaScript and Go read it: they agree on what JSON escapes. */
const quoted = (text: string): string => JSON.stringify(wellFormed(text))

const php = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The address up to where stm is to be put, or all of it. */
function start(target: Target): string {
  const address = addressOf(target.origin, target.ai, target.upload)
  if (!target.upload.stm) return address
  return `${address}${address.includes('?') ? '&' : '?'}stm=${isClock(target) ? '' : target.encoded.stm}`
}

const body = (target: Target): string => bodyOf(target.upload, target.nowMillis)

function curl(target: Target): string {
  // The last three digits are drawn: sent twice in a second, it is two uploads, and not one and its retry.
  const stm = isClock(target) ? '"$(date +%s)$((RANDOM%900+100))"' : ''
  const headers = headersOf(target).map(([name, value]) => `\n  -H '${name}: ${value}' \\`)
  const send = `curl -i ${shell(start(target))}${stm} \\${headers.join('')}\n  --data-binary`
  return {
    text: `${send} ${shell(body(target))}\n`,
    gzip: `printf %s ${shell(body(target))} | gzip -c | \\\n${send} @-\n`,
    bytes: `echo ${shell(target.encoded.wire)} | base64 -d | \\\n${send} @-\n`,
  }[sourceOf(target)]
}

function java(target: Target): string {
  const source = sourceOf(target)
  const address = isClock(target) ? `${quoted(start(target))} + System.currentTimeMillis()` : quoted(start(target))
  const headers = headersOf(target).map(([name, value]) => `\n                        .header("${name}", "${value}")`)
  const imports = {
    text: [],
    gzip: ['java.io.ByteArrayOutputStream', 'java.io.OutputStream', 'java.nio.charset.StandardCharsets', 'java.util.zip.GZIPOutputStream'],
    bytes: ['java.util.Base64'],
  }[source]
  const content = {
    text: `String body = ${quoted(body(target))};`,
    gzip: `String body = ${quoted(body(target))};
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }`,
    bytes: `byte[] body = Base64.getDecoder().decode(${quoted(target.encoded.wire)});`,
  }[source]
  const publisher = { text: 'ofString(body)', gzip: 'ofByteArray(zipped.toByteArray())', bytes: 'ofByteArray(body)' }[source]
  const all = ['java.net.URI', 'java.net.http.HttpClient', 'java.net.http.HttpRequest', 'java.net.http.HttpResponse', ...imports].sort()
  return `${all.map((each) => `import ${each};`).join('\n')}

public class Upload {
    public static void main(String[] args) throws Exception {
        ${content}
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(${address}))${headers.join('')}
                        .POST(HttpRequest.BodyPublishers.${publisher})
                        .build();
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
    }
}
`
}

function sdkValue({ type, value }: TriedVariable): string {
  const text = value.trim()
  if (type === 'String' || !jsonNumber.test(text)) return quoted(value)
  return Math.abs(Number(text)) < 2 ** 31 && /^-?\d+$/.test(text) ? text : `${text}d`
}

function javaSdk({ origin, ai, upload, nowMillis }: Target): string {
  const events = upload.events.map((event) => {
    const time = /^\d{10,16}$/.test(event.time.trim()) ? `${event.time.trim()}L` : event.time.trim() === '' ? 'System.currentTimeMillis()' : `${nowMillis}L`
    const variables = event.variables.map((each) => `\n                        .addEventVariable(${quoted(each.key)}, ${sdkValue(each)})`).join('')
    return `        GrowingAPI.send(
                new GIOEventMessage.Builder()
                        .eventTime(${time})
                        .eventKey(${quoted(event.key)})
                        .loginUserId(${quoted(event.user)})${variables}
                        .build());`
  })
  return `// Maven: io.growing.sdk.java:growingio-java-sdk:1.0.4
// gio.properties on the class path:
//   api.host=${origin}
//   project.id=${ai}
//   run.mode=production
import io.growing.sdk.java.GrowingAPI;
import io.growing.sdk.java.dto.GIOEventMessage;

public class Upload {
    public static void main(String[] args) throws Exception {
${events.join('\n')}
        // It sends in the background: a program that ends at once sends nothing.
        Thread.sleep(3000);
        System.exit(0);
    }
}
`
}

function python(target: Target): string {
  const source = sourceOf(target)
  const address = isClock(target) ? `${quoted(start(target))} + str(int(time.time() * 1000))` : quoted(start(target))
  const content = {
    text: `body = ${quoted(body(target))}`,
    gzip: `body = ${quoted(body(target))}`,
    bytes: `body = base64.b64decode(${quoted(target.encoded.wire)})`,
  }[source]
  const data = { text: 'body.encode("utf-8")', gzip: 'gzip.compress(body.encode("utf-8"))', bytes: 'body' }[source]
  const imports = [{ text: '', gzip: 'gzip', bytes: 'base64' }[source], isClock(target) ? 'time' : '', 'urllib.error', 'urllib.request']
  return `${imports
    .filter(Boolean)
    .map((each) => `import ${each}`)
    .join('\n')}

${content}
request = urllib.request.Request(
    ${address},
    data=${data},
    headers={${headersOf(target)
      .map(([name, value]) => `"${name}": "${value}"`)
      .join(', ')}},
)
try:
    answer = urllib.request.urlopen(request, timeout=5)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, answer.read().decode("utf-8"))
`
}

function node(target: Target): string {
  const source = sourceOf(target)
  const address = isClock(target) ? `${quoted(start(target))} + Date.now()` : quoted(start(target))
  const content = source === 'bytes' ? `Buffer.from(${quoted(target.encoded.wire)}, "base64")` : quoted(body(target))
  const headers = headersOf(target).map(([name, value]) => `"${name}": "${value}"`)
  const send = `fetch(${address}, {
  method: "POST",
  headers: { ${headers.join(', ')} },
  body${source === 'gzip' ? ': gzipSync(body)' : ''},
})`
  return `const body = ${content};

${source === 'gzip' ? `import("node:zlib").then(({ gzipSync }) => ${send})` : send}.then(async (answer) => console.log(answer.status, await answer.text()));
`
}

function phpProgram(target: Target): string {
  const source = sourceOf(target)
  const address = isClock(target) ? `${php(start(target))} . (int) (microtime(true) * 1000)` : php(start(target))
  const text = php(wellFormed(body(target)))
  const content = { text, gzip: `gzencode(${text})`, bytes: `base64_decode(${php(target.encoded.wire)})` }[source]
  const headers = headersOf(target).map(([name, value]) => `'${name}: ${value}'`)
  return `<?php
$body = ${content};
$answer = file_get_contents(${address}, false, stream_context_create([
    'http' => [
        'method' => 'POST',
        'header' => [${headers.join(', ')}],
        'content' => $body,
        'timeout' => 5,
        'ignore_errors' => true,
    ],
]));
echo $http_response_header[0] ?? 'no answer', ' ', $answer, "\\n";
`
}

function go(target: Target): string {
  const source = sourceOf(target)
  const address = isClock(target) ? `${quoted(start(target))}+strconv.FormatInt(time.Now().UnixMilli(), 10)` : quoted(start(target))
  const imports = ['fmt', 'io', 'net/http', ...(isClock(target) ? ['strconv', 'time'] : []), ...{ text: ['strings'], gzip: ['bytes', 'compress/gzip'], bytes: ['bytes', 'encoding/base64'] }[source]]
  const check = `\tif err != nil {\n\t\tpanic(err)\n\t}\n`
  const content = {
    text: `\tbody := strings.NewReader(${quoted(body(target))})\n`,
    gzip: `\tbody := new(bytes.Buffer)
	zipped := gzip.NewWriter(body)
	if _, err := io.WriteString(zipped, ${quoted(body(target))}); err != nil {
		panic(err)
	}
	if err := zipped.Close(); err != nil {
		panic(err)
	}\n`,
    bytes: `\tbytesOfBody, err := base64.StdEncoding.DecodeString(${quoted(target.encoded.wire)})\n${check}\tbody := bytes.NewReader(bytesOfBody)\n`,
  }[source]
  const headers = headersOf(target).map(([name, value]) => `\trequest.Header.Set("${name}", "${value}")\n`)
  return `package main

import (
${imports
  .sort()
  .map((each) => `\t"${each}"`)
  .join('\n')}
)

func main() {
${content}	request, err := http.NewRequest("POST", ${address}, body)
${check}${headers.join('')}	answer, err := http.DefaultClient.Do(request)
${check}	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
${check}	fmt.Println(answer.StatusCode, string(text))
}
`
}

const writers: Record<SnippetLanguage, (target: Target) => string> = {
  curl,
  java,
  'java-sdk': javaSdk,
  python,
  node,
  php: phpProgram,
  go,
}

export const snippet = (language: SnippetLanguage, target: Target): string => writers[language](target)
