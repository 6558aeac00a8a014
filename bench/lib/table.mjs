// The table that a run prints.

const COLUMNS = [
  'what',
  'who',
  'per second',
  'of yardstick',
  'CPU ms/1,000',
  '× yardstick',
  'aim',
  '',
  'note',
]
const MARKS = ['✗', '✓']
const IS_NUMBER = [false, false, true, true, true, true, false, false, false]

/** @param {readonly import('./types.d.ts').Row[]} rows @returns {string} */
export function toTable(rows) {
  const lines = [COLUMNS, ...rows.map(toCells)]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => pad(cell, column, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** @param {import('./types.d.ts').Row} row */
function toCells({ row, subject, perSecond, rateShare, cpuMsPer1000, cpuTimes, note, aim, isMet }) {
  return [
    row,
    subject,
    perSecond === undefined ? '' : Math.round(perSecond).toLocaleString('en'),
    rateShare === undefined ? '' : `${Math.round(rateShare * 100)} %`,
    cpuMsPer1000 === undefined ? '' : cpuMsPer1000.toFixed(0),
    cpuTimes === undefined ? '' : cpuTimes.toFixed(2),
    aim ?? '',
    isMet === undefined ? '' : MARKS[Number(isMet)],
    note ?? '',
  ]
}

/** @param {string} cell @param {number} column @param {number} width */
function pad(cell, column, width) {
  return IS_NUMBER[column] ? cell.padStart(width) : cell.padEnd(width)
}
