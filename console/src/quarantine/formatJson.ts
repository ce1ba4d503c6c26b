/**
 * JSON text with line breaks and indentation. Every string and number stays as it is written, to the last digit, which a parser would
 * not keep. Text that is no JSON is indented by its brackets all the same.
 */
export function formatJson(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/gs) ?? []
  let depth = 0
  let out = ''
  const newLine = (): string => `\n${'  '.repeat(Math.max(0, depth))}`
  tokens.forEach((token, i) => {
    const next = tokens[i + 1]
    if (token === '{' || token === '[') {
      depth++
      out += token
      if (next !== '}' && next !== ']') out += newLine()
    } else if (token === '}' || token === ']') {
      depth--
      const before = tokens[i - 1]
      if (before !== '{' && before !== '[') out += newLine()
      out += token
    } else if (token === ',') out += token + newLine()
    else if (token === ':') out += ': '
    else out += token
  })
  return out
}
