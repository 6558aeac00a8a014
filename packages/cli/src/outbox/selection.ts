// Which stored events a command means: options of the command line as the outbox's filter.
import type { Outbox, OutboxFilter, OutboxState, StoredEvent } from '@mida-kit/server'
import { Misuse } from '../command.ts'

export const SELECTION_OPTIONS = {
  state: { type: 'string' },
  code: { type: 'string' },
  visitor: { type: 'string' },
  event: { type: 'string' },
} as const

export const SELECTION_HELP = `  --state STATE     waiting, dead or in-doubt
  --code CODE       those whose last failure has this code, e.g. rejected
  --visitor ID      those of one visitor, by any identifier: a user's id, a mida_uuid or an email
  --event ID        the event with this id`

type SelectionValues = { readonly [Name in keyof typeof SELECTION_OPTIONS]?: string | undefined }

/** @throws Misuse */
export function toFilter({ state, code, visitor, event }: SelectionValues): OutboxFilter {
  for (const value of [code, visitor, event]) {
    if (value === '') throw new Misuse('an empty text selects nothing')
  }
  return { state: state === undefined ? undefined : toState(state), code, visitor, eventId: event }
}

/** What changes many events must not be what a forgotten option does. @throws Misuse */
export function requireSelection(filter: OutboxFilter, isAll: boolean): void {
  const isSelective = Object.values(filter).some((value) => value !== undefined)
  if (!isSelective && !isAll) {
    throw new Misuse('which events? Use --state, --code, --visitor or --event, or --all for every one')
  }
}

function toState(text: string): OutboxState {
  if (text === 'waiting' || text === 'dead') return text
  if (text === 'in-doubt' || text === 'in_doubt') return 'in_doubt'
  throw new Misuse(`--state must be waiting, dead or in-doubt, not ${JSON.stringify(text)}`)
}

/** Events looked at together: one transaction each, so that the app that writes to the same file gets its turn. */
const PAGE_SIZE = 1_000

/** The selected events, page by page in the order in which they came. */
export async function* listPages(
  outbox: Outbox,
  filter: OutboxFilter,
  { afterId: startId = 0, limit = Number.POSITIVE_INFINITY }: { afterId?: number; limit?: number } = {},
): AsyncGenerator<{ readonly events: readonly StoredEvent[]; readonly range: OutboxFilter }> {
  let afterId = startId
  for (let left = limit; left > 0; ) {
    const events = await outbox.list(filter, { afterId, limit: Math.min(left, PAGE_SIZE) })
    const last = events.at(-1)
    if (!last) return
    yield { events, range: { ...filter, afterId, untilId: last.id } }
    afterId = last.id
    left -= events.length
  }
}

/** How many there are, where counting them costs nothing; null where they would have to be looked for. */
export async function countSelected(outbox: Outbox, filter: OutboxFilter): Promise<number | null> {
  if (filter.code !== undefined || filter.visitor !== undefined || filter.eventId !== undefined) return null
  const { waiting, dead, inDoubt } = await outbox.status()
  const counts = { waiting: waiting.server + waiting.browser, dead, in_doubt: inDoubt }
  return filter.state === undefined ? counts.waiting + dead + inDoubt : counts[filter.state]
}
