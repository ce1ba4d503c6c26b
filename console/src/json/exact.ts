import { parse } from 'lossless-json'

/** A number of the server's, which keeps 64-bit integers and sums beyond: a bigint where a double would round it. */
export type Exact = number | bigint

const number = (digits: string): Exact => {
  const nearest = Number(digits)
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(nearest) ? BigInt(digits) : nearest
}

/** Parses JSON without rounding its whole numbers. Throws a SyntaxError for what is not JSON. */
export const parseExact = (text: string): unknown =>
  // The browser's own parser is many times faster, and right where no number has that many digits.
  /\d{16}/.test(text) ? parse(text, undefined, number) : JSON.parse(text)

/** How charts write their numbers: whole ones with all digits, and small ones with enough to tell them from 0. */
export const figures = (locale: string): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 6, maximumSignificantDigits: 6, roundingPriority: 'morePrecision' })
