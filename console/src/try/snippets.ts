import { addressOf, bodyOf, wellFormed, type TriedUpload, type TriedVariable } from './compose'

/**
 * Programs that send a composed upload. Each sends exactly the body that it shows, fills in stm when it runs, and prints status and
 * answer. Nothing of what a person typed can leave its string.
 */
export const languages = ['curl', 'java', 'java-sdk', 'python', 'node', 'php', 'go'] as const
export type SnippetLanguage = (typeof languages)[number]

export interface Target {
  origin: string
  ai: string
  upload: TriedUpload
  nowMillis: number
}

/** Between single quotes, a shell takes everything as it is but the quote. */
const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A string between double quotes as Java, Python, JavaScript and Go read it: they agree on what JSON escapes. */
const quoted = (text: string): string => JSON.stringify(wellFormed(text))

const php = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The address up to where stm is to be put, or all of it. */
function start({ origin, ai, upload }: Target): string {
  const address = addressOf(origin, ai, upload)
  return upload.stm ? `${address}${address.includes('?') ? '&' : '?'}stm=` : address
}

function curl(target: Target): string {
  // The last three digits are drawn: sent twice in a second, it is two uploads, and not one and its retry.
  const stm = target.upload.stm ? '"$(date +%s)$((RANDOM%900+100))"' : ''
  return `curl -i ${shell(start(target))}${stm} \\\n  -H 'Content-Type: application/json' \\\n  --data-binary ${shell(bodyOf(target.upload, target.nowMillis))}\n`
}

function java(target: Target): string {
  const address = target.upload.stm ? `${quoted(start(target))} + System.currentTimeMillis()` : quoted(start(target))
  return `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Upload {
    public static void main(String[] args) throws Exception {
        String body = ${quoted(bodyOf(target.upload, target.nowMillis))};
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(${address}))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
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
  if (type === 'String' || !Number.isFinite(Number(text)) || text === '') return quoted(value)
  const number = Number(text)
  return Number.isInteger(number) && Math.abs(number) < 2 ** 31 && /^-?\d+$/.test(text) ? text : `${text}d`
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
  const address = target.upload.stm ? `${quoted(start(target))} + str(int(time.time() * 1000))` : quoted(start(target))
  return `import time
import urllib.error
import urllib.request

body = ${quoted(bodyOf(target.upload, target.nowMillis))}
request = urllib.request.Request(
    ${address},
    data=body.encode("utf-8"),
    headers={"Content-Type": "application/json"},
)
try:
    answer = urllib.request.urlopen(request, timeout=5)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, answer.read().decode("utf-8"))
`
}

function node(target: Target): string {
  const address = target.upload.stm ? `${quoted(start(target))} + Date.now()` : quoted(start(target))
  return `const body = ${quoted(bodyOf(target.upload, target.nowMillis))};

fetch(${address}, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body,
}).then(async (answer) => console.log(answer.status, await answer.text()));
`
}

function phpProgram(target: Target): string {
  const address = target.upload.stm ? `${php(start(target))} . (int) (microtime(true) * 1000)` : php(start(target))
  return `<?php
$body = ${php(wellFormed(bodyOf(target.upload, target.nowMillis)))};
$answer = file_get_contents(${address}, false, stream_context_create([
    'http' => [
        'method' => 'POST',
        'header' => 'Content-Type: application/json',
        'content' => $body,
        'timeout' => 5,
        'ignore_errors' => true,
    ],
]));
echo $http_response_header[0] ?? 'no answer', ' ', $answer, "\\n";
`
}

function go(target: Target): string {
  const address = target.upload.stm ? `${quoted(start(target))}+strconv.FormatInt(time.Now().UnixMilli(), 10)` : quoted(start(target))
  const imports = ['"fmt"', '"io"', '"net/http"', ...(target.upload.stm ? ['"strconv"'] : []), '"strings"', ...(target.upload.stm ? ['"time"'] : [])]
  return `package main

import (
${imports.map((each) => `\t${each}`).join('\n')}
)

func main() {
	body := ${quoted(bodyOf(target.upload, target.nowMillis))}
	answer, err := http.Post(${address}, "application/json", strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.StatusCode, string(text))
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
