/// <reference types="node" />
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { bodyOf, problemsOf, type TriedUpload } from './compose'
import { noCodecs, type Codecs } from './encode'
import { languages, snippet, type Target } from './snippets'

const nasty = `买'"$HOME \`id\` \\n \\' {x} %s 😀\t$\{y}`
const upload: TriedUpload = {
  events: [
    {
      key: nasty,
      user: 'u',
      time: '1434556935000',
      variables: [
        { key: nasty, type: 'String', value: nasty },
        { key: 'big', type: 'Number', value: '9007199254740993' },
        { key: 'price', type: 'Number', value: '0.10' },
      ],
    },
  ],
  stm: true,
  strict: true,
  dryRun: false,
  codecs: noCodecs(),
}
const target: Target = { origin: 'http://127.0.0.1:8080', ai: '91d3', upload, nowMillis: 1_506_069_593_000, encoded: { wire: 'QUI=', stm: 1_506_069_592_985 } }
const body = bodyOf(upload, target.nowMillis)

const withCodecs = (codecs: Partial<Codecs>): Target => ({ ...target, upload: { ...upload, codecs: { ...noCodecs(), ...codecs } } })
const zipped = withCodecs({ 'Content-Encoding': 'gzip' })
const crypted = withCodecs({ 'X-Crypt-Codec': '1' })

describe('a composed upload', () => {
  it('is JSON with every digit as it was typed', () => {
    expect(body).toContain('"big":9007199254740993,"price":0.10')
    expect(JSON.parse(body)).toEqual([
      { cs1: 'u', tm: 1434556935000, t: 'cstm', n: nasty, var: { [nasty]: nasty, big: 9007199254740992, price: 0.1 } },
    ])
  })

  it('stays JSON whatever is typed for a number or a time', () => {
    const event = { key: 'a', user: 'u', time: 'yesterday', variables: [{ key: 'n', type: 'Number' as const, value: '1,5"' }] }
    expect(JSON.parse(bodyOf({ ...upload, events: [event] }, 1))[0]).toMatchObject({ tm: 'yesterday', var: { n: '1,5"' } })
  })

  it('has no half of a surrogate pair', () => {
    expect(bodyOf({ ...upload, events: [{ key: 'a\ud83d', user: 'u', time: '', variables: [] }] }, 5)).toBe(
      '[{"cs1":"u","tm":5,"t":"cstm","n":"a\ufffd"}]',
    )
  })

  it('says while it is typed what the server would find', () => {
    const found = problemsOf({
      key: ' a',
      user: 'a:b',
      time: 'x',
      variables: [
        { key: 'v', type: 'Number', value: '1,5' },
        { key: 'v', type: 'String', value: 'y'.repeat(256) },
      ],
    })
    expect(Object.fromEntries(found)).toEqual({
      key: 'trimmed',
      user: 'colon',
      time: 'notTime',
      'variable-0-value': 'notNumber',
      'variable-1-key': 'repeated',
      'variable-1-value': 'long255',
    })
    expect(problemsOf({ key: 'a', user: '-1', time: '', variables: [] }).get('user')).toBe('forbiddenUser')
    expect(problemsOf({ key: 'a', user: 'u', time: '', variables: [] }).size).toBe(0)
  })
})

/** What a program would send, as its own language reads its text. */
const run = (command: string, args: string[], input: string): string => execFileSync(command, args, { input, encoding: 'utf8' })

describe('a snippet', () => {
  it('holds the body so that a shell reads it back', () => {
    const fake = 'curl() { for a; do last="$a"; done; printf "%s" "$last"; }\n'
    expect(run('bash', [], fake + snippet('curl', target))).toBe(body)
  })

  it('holds the body so that Node reads it back', () => {
    const fake = 'globalThis.fetch = async (address, { body }) => { process.stdout.write(body); return { text: () => "" } };console.log = () => {};\n'
    expect(run('node', ['-'], fake + snippet('node', target))).toBe(body)
  })

  it('holds the body as a literal that Java, Python, Node and Go read alike', () => {
    for (const language of ['java', 'python', 'node', 'go'] as const) {
      expect(snippet(language, target)).toContain(JSON.stringify(body))
    }
  })

  it('zips the body where gzip is chosen, with its own library', () => {
    const fake = 'curl() { gunzip -c; }\n'
    expect(run('bash', [], fake + snippet('curl', zipped))).toBe(body)
    const node = `globalThis.fetch = async (address, { body, headers }) => { process.stdout.write(headers["Content-Encoding"] + require("node:zlib").gunzipSync(body)); return { text: () => "" } };console.log = () => {};\n`
    expect(run('node', ['-'], node + snippet('node', zipped))).toBe(`gzip${body}`)
    for (const language of languages.filter((each) => each !== 'java-sdk')) {
      expect(snippet(language, zipped)).toMatch(/gzip|GZIP/)
      expect(snippet(language, zipped)).not.toContain('QUI=')
    }
  })

  it('bears the bytes that other codecs make, with the stm that they were made with', () => {
    const fake = 'curl() { for a; do printf "%s " "$a"; done; cat; }\n'
    expect(run('bash', [], fake + snippet('curl', crypted))).toBe(
      '-i http://127.0.0.1:8080/v3/91d3/s2s/cstm?strict=1&stm=1506069592985 -H Content-Type: application/json -H X-Crypt-Codec: 1 --data-binary @- AB',
    )
    for (const language of languages.filter((each) => each !== 'java-sdk')) {
      const text = snippet(language, crypted)
      expect(text).toContain('QUI=')
      expect(text).toContain('stm=1506069592985')
      expect(text).toContain('X-Crypt-Codec')
      expect(text).not.toContain('BuyProduct')
    }
  })

  it('escapes for PHP what single quotes do not keep', () => {
    expect(snippet('php', target)).toContain(`$body = '${body.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}';`)
  })

  it('asks for what was chosen', () => {
    for (const language of languages.filter((each) => each !== 'java-sdk')) {
      expect(snippet(language, target)).toContain('/v3/91d3/s2s/cstm?strict=1&stm=')
      const plain = snippet(language, { ...target, upload: { ...upload, stm: false, strict: false, dryRun: true } })
      expect(plain).toContain('cstm?dry_run=1')
      expect(plain).not.toContain('stm=')
    }
  })

  it('imports in Go only what it uses', () => {
    const plain = snippet('go', { ...target, upload: { ...upload, stm: false } })
    expect(plain).not.toContain('"time"')
    expect(plain).not.toContain('"strconv"')
  })

  it('gives GrowingIO’s SDK numbers of the types that it takes', () => {
    const text = snippet('java-sdk', target)
    expect(text).toContain('.addEventVariable("big", 9007199254740993d)')
    expect(text).toContain('.addEventVariable("price", 0.10d)')
    expect(text).toContain('.eventTime(1434556935000L)')
    expect(text).toContain('api.host=http://127.0.0.1:8080')
    for (const value of ['0x10', '010', '08', '0b11', '1e', '']) {
      const odd = { ...upload, events: [{ ...upload.events[0]!, variables: [{ key: 'odd', type: 'Number' as const, value }] }] }
      expect(snippet('java-sdk', { ...target, upload: odd }), value).toContain(`.addEventVariable("odd", ${JSON.stringify(value)})`)
    }
  })
})
