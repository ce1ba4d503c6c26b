// @vitest-environment node
import { gunzipSync, inflateSync } from 'node:zlib'
import { decompressFromUint8Array } from 'lz-string'
import { describe, expect, it } from 'vitest'
import { base64, codecHeaders, encode, isGzipOnly, noCodecs, type Codecs } from './encode'

const text = '[{"cs1":"买家😀","n":"BuyProduct"}]'
const encoded = (codecs: Partial<Codecs>, body = text, stm = 1_506_069_592_985): Promise<Uint8Array> => encode(body, { ...noCodecs(), ...codecs }, stm)
const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const head = (bytes: Uint8Array, length: number): number[] => [...bytes.slice(0, length)]
const a = (length: number): string => 'a'.repeat(length)

describe('a body', () => {
  it('is UTF-8 where nothing is chosen', async () => {
    expect(utf8(await encoded({}))).toBe(text)
    expect(codecHeaders(noCodecs())).toEqual({})
  })

  it('is zipped by the browser', async () => {
    expect(utf8(gunzipSync(await encoded({ 'Content-Encoding': 'gzip' })))).toBe(text)
    expect(utf8(inflateSync(await encoded({ 'Content-Encoding': 'deflate' })))).toBe(text)
  })

  it('is LZ-String as the web SDK makes it', async () => {
    expect(decompressFromUint8Array(await encoded({ 'X-Compress-Codec': '1' }))).toBe(text)
  })

  it('is one literal of snappy after its length', async () => {
    expect([...(await encoded({ 'X-Compress-Codec': '2' }, 'ab'))]).toEqual([2, 252, 1, 0, 0, 0, 97, 98])
    expect(head(await encoded({ 'X-Compress-Codec': '2' }, a(300)), 8)).toEqual([0xac, 0x02, 252, 0x2b, 0x01, 0, 0, 97])
    expect([...(await encoded({ 'X-Compress-Codec': '2' }, ''))]).toEqual([0])
  })

  it('is one sequence of LZ4', async () => {
    expect([...(await encoded({ 'X-Compress-Codec': '3' }, 'ab'))]).toEqual([0x20, 97, 98])
    expect(head(await encoded({ 'X-Compress-Codec': '3' }, a(15)), 3)).toEqual([0xf0, 0, 97])
    expect(head(await encoded({ 'X-Compress-Codec': '3' }, a(270)), 4)).toEqual([0xf0, 255, 0, 97])
    expect(head(await encoded({ 'X-Compress-Codec': '3' }, a(300)), 4)).toEqual([0xf0, 255, 30, 97])
  })

  it('is a frame of zstd, in blocks of 128 KiB', async () => {
    const size = (128 << 10) + 1
    const bytes = await encoded({ 'Content-Encoding': 'zstd' }, a(size))
    expect(head(bytes, 13)).toEqual([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 1, 0, 2, 0, 0, 0, 0x10, 97])
    expect([...bytes.slice(12 + (128 << 10))]).toEqual([9, 0, 0, 97])
  })

  it('is encoded from the inside out, with stm as the key', async () => {
    const all: Partial<Codecs> = { 'Content-Encoding': 'gzip', 'X-Compress-Codec': '3', 'X-Crypt-Codec': '1', 'X-Encode-Codec': '1' }
    const crypted = Uint8Array.from(atob(utf8(gunzipSync(await encoded(all)))), (each) => each.charCodeAt(0))
    const plain = crypted.map((byte) => byte ^ Number(1_506_069_592_985n & 0xffn))
    expect(utf8(plain.slice(2))).toBe(text)
    expect(codecHeaders({ ...noCodecs(), ...all })).toEqual(all)
  })

  it('goes into base64 byte by byte', () => {
    expect(base64(Uint8Array.of(0, 255, 128))).toBe('AP+A')
  })
})

describe('gzip alone', () => {
  it('is what each language can do by itself', () => {
    expect(isGzipOnly({ ...noCodecs(), 'Content-Encoding': 'gzip' })).toBe(true)
    expect(isGzipOnly({ ...noCodecs(), 'Content-Encoding': 'gzip', 'X-Encode-Codec': '1' })).toBe(false)
    expect(isGzipOnly(noCodecs())).toBe(false)
  })
})
