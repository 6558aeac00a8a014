// @ts-check
// The table that a run prints, as Markdown, and its place in a document.
import { readFileSync, writeFileSync } from 'node:fs'

/** @type {readonly [title: string, key: string][]} */
const COLUMNS = [
  ['fault', 'row'],
  ['system', 'sut'],
  ['tracked', 'tracked'],
  ['refused', 'refused'],
  ['delivered', 'delivered'],
  ['doubled', 'doubled'],
  ['in doubt', 'inDoubt'],
  ['dead', 'dead'],
  ['waiting', 'waiting'],
  ['lost', 'lost'],
  ['untold', 'untold'],
  ['end, ms', 'drainMs'],
  ['took, s', 'seconds'],
  ['', 'verdict'],
]

/** @param {readonly Record<string, string | number>[]} results */
export function toMarkdown(results) {
  const lines = [
    COLUMNS.map(([title]) => title),
    COLUMNS.map((_, index) => (index < 2 || index === COLUMNS.length - 1 ? '---' : '---:')),
    ...results.map((result) => COLUMNS.map(([, key]) => String(result[key] ?? ''))),
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const PLACE = /<!-- table -->[\s\S]*<!-- \/table -->/

/** @param {string} file @param {string} report */
export function replaceTable(file, report) {
  const text = readFileSync(file, 'utf8')
  if (!PLACE.test(text)) throw new Error(`${file} has no place for the table.`)
  writeFileSync(
    file,
    text.replace(PLACE, () => `<!-- table -->\n${report}\n<!-- /table -->`),
  )
}
