/**
 * JSON text, laid out in lines and marked by JSON pointers. Works on the text itself, not on parsed values: numbers keep all their
 * digits, repeated keys stay, and a text that is cut off is laid out as far as it goes.
 */

export interface Piece {
  text: string
  kind: 'key' | 'string' | 'number' | 'word' | 'punctuation' | 'space' | 'rest'
  /** JSON pointer of the value that it belongs to. */
  pointer: string
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

function keyOf(literal: string): string {
  try {
    return JSON.parse(literal) as string
  } catch {
    return literal.slice(1, -1)
  }
}

const tokens = /\s+|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[A-Za-z]+|[{}[\],:]/gsy

interface Level {
  array: boolean
  pointer: string
  index: number
  key: string
  empty: boolean
}

/** A bare object's pointers begin with /0, as those of findings do. */
export function layOut(text: string): Piece[] {
  const pieces: Piece[] = []
  const levels: Level[] = []
  let key: string | null = null
  let rooted = false
  const top = (): Level | undefined => levels.at(-1)
  const here = (): string => {
    const level = top()
    if (!level) return rooted ? '/0' : ''
    return `${level.pointer}/${level.array ? level.index : escapePointer(level.key)}`
  }
  const line = (): void => {
    pieces.push({ text: `\n${'  '.repeat(levels.length)}`, kind: 'space', pointer: top()?.pointer ?? '' })
  }
  const element = (): void => {
    const level = top()
    if (level?.array || (level && key === null)) {
      if (level.array || level.empty) level.empty = false
      line()
    }
  }
  tokens.lastIndex = 0
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const token = match[0]
    const level = top()
    if (/^\s/.test(token)) continue
    if (token === '{' || token === '[') {
      if (!level) rooted = token === '{'
      if (level?.array) element()
      const pointer = here()
      pieces.push({ text: token, kind: 'punctuation', pointer })
      levels.push({ array: token === '[', pointer, index: 0, key: '', empty: true })
      key = null
    } else if (token === '}' || token === ']') {
      const closed = levels.pop()
      if (closed && !closed.empty) line()
      pieces.push({ text: token, kind: 'punctuation', pointer: closed?.pointer ?? '' })
      key = top()?.array === false ? '' : null
    } else if (token === ',') {
      pieces.push({ text: token, kind: 'punctuation', pointer: level?.pointer ?? '' })
      if (level) level.index++
      key = null
    } else if (token === ':') {
      pieces.push({ text: ': ', kind: 'punctuation', pointer: here() })
    } else if (level && !level.array && key === null && token.startsWith('"')) {
      level.empty = false
      line()
      level.key = keyOf(token)
      key = level.key
      pieces.push({ text: token, kind: 'key', pointer: here() })
    } else {
      if (level?.array) element()
      const kind = token.startsWith('"') ? 'string' : /^[-\d]/.test(token) ? 'number' : 'word'
      pieces.push({ text: token, kind, pointer: here() })
    }
  }
  // A sticky expression starts again at 0 where it finds nothing: where it stopped is what the pieces have used up.
  const end = endOfTokens(text)
  if (end < text.length) pieces.push({ text: `${pieces.length ? '\n' : ''}${text.slice(end)}`, kind: 'rest', pointer: '' })
  return pieces
}

/** The text laid out, to read. */
export const formatJson = (text: string): string =>
  layOut(text)
    .map((piece) => piece.text)
    .join('')

function endOfTokens(text: string): number {
  const again = new RegExp(tokens.source, 'gsy')
  let end = 0
  while (again.exec(text)) end = again.lastIndex
  return end
}

/** Whether a piece is, or lies in, what a pointer names. */
export const within = (piece: Piece, pointer: string): boolean => piece.pointer === pointer || piece.pointer.startsWith(`${pointer}/`)

/**
 * The pointer itself where the text has it, else the nearest value above it: a finding may name what is missing. The whole text is
 * nothing to point at.
 */
export function nearest(pieces: Piece[], pointer: string): string | null {
  const known = new Set(pieces.map((piece) => piece.pointer))
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (known.has(at)) return at
  return null
}
