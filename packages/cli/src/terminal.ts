// Everything the command prints goes through here: no control character of a file or the network, and no key, gets out.
import { styleText } from 'node:util'
import { toSpellings } from './secrets/spellings.ts'

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

export type Terminal = {
  /** Prints one line on stdout. Its text must be clean already. */
  readonly print: (line: string) => void
  /** Prints one line on stderr. */
  readonly printError: (line: string) => void
  /** Whether a person looks on: `showProgress` does something. */
  readonly isInteractive: boolean
  /** Shows one line that the next one replaces, on stderr and only where that is a terminal; null takes it away. */
  readonly showProgress: (line: string | null) => void
  /** Colours a text where the terminal shows colours. */
  readonly paint: (style: Style, text: string) => string
  /** The terminal without colours. */
  readonly plain: () => Terminal
}

type Stream = {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly write: (text: string) => unknown
}
type Environment = Readonly<Record<string, string | undefined>>

/** The process's own terminal. `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb` are obeyed. */
export function openTerminal(out: Stream, err: Stream, environment: Environment): Terminal {
  return toTerminal(out, err, hasColours(out, environment))
}

function toTerminal(out: Stream, err: Stream, isColoured: boolean): Terminal {
  return {
    print: (line) => void out.write(`${line}\n`),
    printError: (line) => void err.write(`${line}\n`),
    isInteractive: err.isTTY === true,
    showProgress: (line) => {
      if (err.isTTY !== true) return
      const text = (line ?? '').slice(0, (err.columns || 80) - 1)
      err.write(`\r\u001b[2K${text}`)
    },
    paint: (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text),
    plain: () => toTerminal(out, err, false),
  }
}

function hasColours(out: Stream, environment: Environment): boolean {
  if (environment.NO_COLOR) return false
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0'
  return out.isTTY === true && environment.TERM !== 'dumb'
}

/**
 * A text of a file or the network as one harmless line: control characters, and those that turn the direction of
 * writing, become `\u…`; what is longer than 400 characters is cut.
 */
export function toCleanLine(text: string): string {
  const line = toVisible(text.replaceAll(/[\n\r\t]/g, ' '))
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line
}

/** A text of any length without a character that a terminal would obey: each becomes `\u…`, which JSON reads back as it was. */
export function toVisible(text: string): string {
  return text.replaceAll(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const LONGEST_LINE = 400
const SHORTEST_HIDDEN = 4
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** A function that makes any text printable: clean, and without the secrets in any of their spellings. */
export function createPrinter(secrets: readonly string[]): (text: string) => string {
  // What is too short to be looked for in files is hidden all the same, unless it would hide half of the text.
  const short = secrets.filter(({ length }) => length >= SHORTEST_HIDDEN)
  const spellings = [...short, ...secrets.flatMap(toSpellings)].sort((a, b) => b.length - a.length)
  const hide = (text: string): string =>
    spellings.reduce((left, spelling) => left.replaceAll(spelling, '[API key]'), text)
  // Before the line is cut, so that no half of a key is left; after it, for a key that a replaced character hid.
  return (text) => hide(toCleanLine(hide(text)))
}
