import { compressToUint8Array } from 'lz-string'

/** How an upload's body is encoded: the value of each header, or empty for none. */
export interface Codecs {
  'Content-Encoding': '' | 'gzip' | 'deflate' | 'zstd'
  'X-Compress-Codec': '' | '1' | '2' | '3'
  'X-Crypt-Codec': '' | '1'
  'X-Encode-Codec': '' | '1'
}

/** What each header can say, with the codec's own name where a number stands for it. */
export const codecChoices = {
  'Content-Encoding': ['gzip', 'deflate', 'zstd'],
  'X-Compress-Codec': ['1 LZ-String', '2 snappy', '3 LZ4'],
  'X-Crypt-Codec': ['1 XOR'],
  'X-Encode-Codec': ['1 base64'],
} as const satisfies Record<keyof Codecs, readonly string[]>

export const noCodecs = (): Codecs => ({ 'Content-Encoding': '', 'X-Compress-Codec': '', 'X-Crypt-Codec': '', 'X-Encode-Codec': '' })

/** The headers that tell of the codecs. */
export const codecHeaders = (codecs: Codecs): Record<string, string> => Object.fromEntries(Object.entries(codecs).filter(([, value]) => value !== ''))

export const isEncoded = (codecs: Codecs): boolean => Object.keys(codecHeaders(codecs)).length > 0

/** Whether a program can be shown that does the same with its language's own library. */
export const isGzipOnly = (codecs: Codecs): boolean => codecs['Content-Encoding'] === 'gzip' && Object.keys(codecHeaders(codecs)).length === 1

type Bytes = Uint8Array<ArrayBuffer>

const joined = (parts: (ArrayLike<number> | Bytes)[]): Bytes => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

// What follows is small, so the formats that no browser writes are written uncompressed: they are valid, and any reader takes them.

/** A raw snappy block: its length, then one literal of up to 2^32 bytes. */
function snappy(bytes: Bytes): Bytes {
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) break
  }
  const last = bytes.length - 1
  return bytes.length === 0 ? joined([length]) : joined([length, [63 << 2, last & 255, (last >>> 8) & 255, (last >>> 16) & 255, last >>> 24], bytes])
}

/** An LZ4 block: one sequence, of literals alone. */
function lz4(bytes: Bytes): Bytes {
  const length: number[] = [Math.min(bytes.length, 15) << 4]
  for (let rest = bytes.length - 15; rest >= 0; rest -= 255) length.push(Math.min(rest, 255))
  return joined([length, bytes])
}

/** A zstd frame of raw blocks. */
function zstd(bytes: Bytes): Bytes {
  const mostBlock = 128 << 10
  const size = bytes.length
  const parts: (number[] | Bytes)[] = [[0x28, 0xb5, 0x2f, 0xfd, 0xa0, size & 255, (size >>> 8) & 255, (size >>> 16) & 255, size >>> 24]]
  for (let at = 0; at === 0 || at < size; at += mostBlock) {
    const block = bytes.subarray(at, at + mostBlock)
    const head = (block.length << 3) | (at + mostBlock >= size ? 1 : 0)
    parts.push([head & 255, (head >>> 8) & 255, head >>> 16], block)
  }
  return joined(parts)
}

const deflated = async (bytes: Bytes, format: CompressionFormat): Promise<Bytes> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream(format))).arrayBuffer())

export function base64(bytes: Bytes): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

const ascii = (text: string): Bytes => Uint8Array.from(text, (character) => character.charCodeAt(0))

/**
 * Encodes a body as its headers say, the innermost codec first.
 *
 * @param stm the key of X-Crypt-Codec
 */
export async function encode(body: string, codecs: Codecs, stm: number): Promise<Bytes> {
  let bytes: Bytes = new TextEncoder().encode(body)
  if (codecs['X-Compress-Codec'] === '1') bytes = new Uint8Array(compressToUint8Array(body))
  if (codecs['X-Compress-Codec'] === '2') bytes = snappy(bytes)
  if (codecs['X-Compress-Codec'] === '3') bytes = lz4(bytes)
  if (codecs['X-Crypt-Codec'] === '1') bytes = bytes.map((byte) => byte ^ (stm % 256))
  if (codecs['X-Encode-Codec'] === '1') bytes = ascii(base64(bytes))
  if (codecs['Content-Encoding'] === 'zstd') bytes = zstd(bytes)
  if (codecs['Content-Encoding'] === 'gzip' || codecs['Content-Encoding'] === 'deflate') bytes = await deflated(bytes, codecs['Content-Encoding'])
  return bytes
}
