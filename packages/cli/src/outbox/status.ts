// `outbox status`: what the outbox holds, counted by state, age and code.
import type { OutboxStatus } from '@mida-kit/server'
import { EXIT, type ExitStatus } from '../command.ts'
import { type Terminal, toCleanLine } from '../terminal.ts'
import type { OpenedOutbox } from './open-outbox.ts'
import { toAge, toCount } from './say.ts'

export type StatusOptions = {
  readonly isJson: boolean
  /** Whether dead events and those in doubt are a problem. */
  readonly isCheck: boolean
  /** Age from which the oldest waiting event is a problem; undefined for none. */
  readonly maxAgeMs: number | undefined
}

export async function printStatus(
  { outbox, file }: OpenedOutbox,
  terminal: Terminal,
  { isJson, isCheck, maxAgeMs }: StatusOptions,
): Promise<ExitStatus> {
  const status = await outbox.status()
  if (isJson) terminal.print(JSON.stringify({ version: 1, file, ...status }, null, 2))
  else printLines(file, status, terminal)
  const isLate = maxAgeMs !== undefined && (status.oldestWaitingMs ?? 0) > maxAgeMs
  const isUnwell = isCheck && status.dead + status.inDoubt > 0
  return isLate || isUnwell ? EXIT.problem : EXIT.fine
}

function printLines(file: string, status: OutboxStatus, { print, paint }: Terminal): void {
  const { waiting, dead, inDoubt, unattributable, oldestWaitingMs } = status
  print(`${paint('bold', 'Mida outbox')} ${toCleanLine(file)}\n`)
  const lanes = `of the server ${toCount(waiting.server)}, of browsers ${toCount(waiting.browser)}`
  print(toRow('waiting', waiting.server + waiting.browser, lanes))
  if (oldestWaitingMs !== null) print(`  ${'oldest'.padEnd(WIDTH)}${toAge(oldestWaitingMs)}`)
  const mark = (count: number, row: string): string => (count > 0 ? paint('yellow', row) : row)
  print(mark(dead, toRow('dead', dead, dead > 0 ? 'kept until you resend or drop them' : '')))
  print(mark(inDoubt, toRow('in doubt', inDoubt, inDoubt > 0 ? 'resending them may double them' : '')))
  print(toRow('unattributable', unattributable, unattributable > 0 ? 'counted, not kept' : ''))
  printGroup('Waiting by age', toAges(status), { print, paint })
  const byCode = Object.entries(status.byCode).sort(([, one], [, other]) => other - one)
  printGroup('Failed by code', byCode, { print, paint })
}

const WIDTH = 17

function toRow(name: string, count: number, remark: string): string {
  const row = `  ${name.padEnd(WIDTH)}${toCount(count).padStart(9)}`
  return remark === '' ? row : `${row}   ${remark}`
}

function toAges({ waitingByAge }: OutboxStatus): [string, number][] {
  if (!waitingByAge) return []
  const { underMinute, underHour, underDay, older } = waitingByAge
  const ages: [string, number][] = [
    ['under a minute', underMinute],
    ['under an hour', underHour],
    ['under a day', underDay],
    ['older', older],
  ]
  return ages.filter(([, count]) => count > 0)
}

function printGroup(
  title: string,
  rows: readonly (readonly [string, number])[],
  { print, paint }: Pick<Terminal, 'print' | 'paint'>,
): void {
  if (rows.length === 0) return
  print(`\n${paint('bold', title)}`)
  for (const [name, count] of rows) print(toRow(toCleanLine(name), count, ''))
}
