// `outbox retry` and `outbox drop`: page by page, so that an app that writes to the same file gets its turn.
import type { Outbox, OutboxFilter } from '@mida-kit/server'
import { EXIT, type ExitStatus } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import type { OpenedOutbox } from './open-outbox.ts'
import { startProgress } from './progress.ts'
import { toEvents } from './say.ts'
import { countSelected, listPages } from './selection.ts'

export type ChangeOptions = {
  readonly filter: OutboxFilter
  readonly isJson: boolean
  /** Counts what would be changed, and changes nothing. */
  readonly isDryRun: boolean
}

type Tally = { readonly matchedCount: number; readonly changedCount: number }
type Change = (outbox: Outbox, range: OutboxFilter, limit: number) => Promise<number>

/** Sends dead events again, and those in doubt where doubles are allowed. Status 1 where some were left as they are. */
export async function retryEvents(
  { outbox }: OpenedOutbox,
  terminal: Terminal,
  { allowDoubles, filter, isJson, isDryRun }: ChangeOptions & { readonly allowDoubles: boolean },
): Promise<ExitStatus> {
  const retryAll = (state: 'dead' | 'in_doubt', change: Change): Promise<Tally> => {
    if (filter.state !== undefined && filter.state !== state) return Promise.resolve(NOTHING)
    return changeEach({ outbox, terminal, verb: 'resending', isDryRun, filter: { ...filter, state } }, change)
  }
  const dead = await retryAll('dead', (store, range, limit) => store.retry(range, { limit }))
  const inDoubt = await retryAll('in_doubt', async (store, range, limit) =>
    allowDoubles ? store.retry(range, { limit, allowDoubles }) : 0,
  )
  const matchedCount = dead.matchedCount + inDoubt.matchedCount
  const inDoubtLeft = allowDoubles ? 0 : inDoubt.matchedCount
  const retriedCount = isDryRun ? matchedCount - inDoubtLeft : dead.changedCount + inDoubt.changedCount
  const otherLeft = matchedCount - inDoubtLeft - retriedCount
  if (isJson) {
    const left = { inDoubt: inDoubtLeft, other: otherLeft }
    terminal.print(JSON.stringify({ version: 1, isDryRun, matchedCount, retriedCount, left }))
  } else {
    terminal.print(`${toEvents(retriedCount)} ${isDryRun ? 'would' : 'will'} be sent again.`)
    if (inDoubtLeft > 0) terminal.print(`${toEvents(inDoubtLeft)} ${IN_DOUBT_LEFT}`)
    if (otherLeft > 0) terminal.print(`${toEvents(otherLeft)} ${OTHER_LEFT}`)
  }
  return !isDryRun && inDoubtLeft + otherLeft > 0 ? EXIT.problem : EXIT.fine
}

const NOTHING: Tally = { matchedCount: 0, changedCount: 0 }
const IN_DOUBT_LEFT = 'in doubt left: Mida may have recorded them. --allow-doubles sends them all the same.'
const OTHER_LEFT = 'left: another event holds the same key, or the row cannot be read.'

/** Deletes events that nobody is sending. Status 1 where some were left. */
export async function dropEvents(
  { outbox }: OpenedOutbox,
  terminal: Terminal,
  { filter, isJson, isDryRun }: ChangeOptions,
): Promise<ExitStatus> {
  const work = { outbox, terminal, verb: 'dropping', isDryRun, filter }
  const { matchedCount, changedCount } = await changeEach(work, (store, range, limit) =>
    store.drop(range, { limit }),
  )
  const leftCount = isDryRun ? 0 : matchedCount - changedCount
  if (isJson) {
    terminal.print(
      JSON.stringify({ version: 1, isDryRun, matchedCount, droppedCount: changedCount, leftCount }),
    )
  } else {
    terminal.print(
      isDryRun ? `${toEvents(matchedCount)} would be dropped.` : `${toEvents(changedCount)} dropped.`,
    )
    if (leftCount > 0) terminal.print(`${toEvents(leftCount)} left: they are being sent, or are gone by now.`)
  }
  return leftCount > 0 ? EXIT.problem : EXIT.fine
}

type Work = {
  readonly outbox: Outbox
  readonly terminal: Terminal
  readonly verb: string
  readonly filter: OutboxFilter
  readonly isDryRun: boolean
}

async function changeEach(
  { outbox, terminal, verb, filter, isDryRun }: Work,
  change: Change,
): Promise<Tally> {
  const progress = startProgress(terminal, verb, await countSelected(outbox, filter))
  let matchedCount = 0
  let changedCount = 0
  try {
    for await (const { events, range } of listPages(outbox, filter)) {
      matchedCount += events.length
      if (!isDryRun) changedCount += await change(outbox, range, events.length)
      progress.add(events.length)
    }
  } finally {
    progress.end()
  }
  return { matchedCount, changedCount }
}
