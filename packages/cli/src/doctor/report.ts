// The report: lines for a person, or one JSON document for a program.
import type { Terminal } from '../terminal.ts'
import type { Finding } from './finding.ts'

type Printable = (text: string) => string

const MARKS = {
  ok: { mark: '✓', style: 'green' },
  warning: { mark: '!', style: 'yellow' },
  problem: { mark: '✗', style: 'red' },
  skipped: { mark: '–', style: 'dim' },
} as const

const NAME_WIDTH = 13

/** Prints one finding: what, the fix, and what it is about. */
export function printFinding({ print, paint }: Terminal, finding: Finding, toText: Printable): void {
  const { mark, style } = MARKS[finding.status]
  const indent = ' '.repeat(NAME_WIDTH + 2)
  const code = finding.code ? paint('dim', ` [${finding.code}]`) : ''
  print(`${paint(style, mark)} ${finding.check.padEnd(NAME_WIDTH)}${toText(finding.message)}${code}`)
  for (const detail of finding.details ?? []) print(`${indent}${paint('dim', toText(detail))}`)
  if (finding.fix) print(`${indent}${paint('cyan', '→')} ${toText(finding.fix)}`)
}

/** Prints the last line: how many of what. */
export function printSummary({ print, paint }: Terminal, findings: readonly Finding[]): void {
  const countOf = (status: Finding['status']): number =>
    findings.filter((finding) => finding.status === status).length
  const problems = countOf('problem')
  const parts = [
    problems === 0 ? paint('green', 'no problem') : paint('red', plural(problems, 'problem')),
    ...(countOf('warning') > 0 ? [paint('yellow', plural(countOf('warning'), 'warning'))] : []),
    ...(countOf('skipped') > 0 ? [`${countOf('skipped')} not checked`] : []),
  ]
  print(`\n${parts.join(', ')}`)
}

/** The report as a document. Its shape is in docs/cli.md; `version` changes when that breaks. */
export function toJson(directory: string, findings: readonly Finding[], toText: Printable): string {
  const report = {
    version: 1,
    ok: findings.every(({ status }) => status !== 'problem'),
    directory: toText(directory),
    findings: findings.map(({ check, status, message, fix, code, details }) => ({
      check,
      status,
      message: toText(message),
      ...(fix === undefined ? {} : { fix: toText(fix) }),
      ...(code === undefined ? {} : { code }),
      ...(details === undefined ? {} : { details: details.map(toText) }),
    })),
  }
  return JSON.stringify(report, null, 2)
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
