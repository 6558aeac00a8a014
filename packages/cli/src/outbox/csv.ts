// Lines of comma-separated values that a spreadsheet reads as text, and that a terminal does not obey.
import { toVisible } from '../terminal.ts'

/** What spreadsheets take for the beginning of a formula, also behind white space and in the wide forms of East Asia. */
const FORMULA = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/
const NUMBER = /^-?\d+(\.\d+)?$/

/** One line by RFC 4180, without its end. A text that could be a formula gets an apostrophe in front of it. */
export function toCsvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(toCell).join(',')
}

function toCell(value: string | number | null): string {
  if (value === null) return ''
  const text = toVisible(String(value))
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",;']|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
