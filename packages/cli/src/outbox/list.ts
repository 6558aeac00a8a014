// `outbox list`: stored events as lines for a person, or as one JSON document.
import type { OutboxFilter, StoredEvent } from '@mida-kit/server'
import { EXIT, type ExitStatus } from '../command.ts'
import { type Terminal, toCleanLine, toVisible } from '../terminal.ts'
import type { OpenedOutbox } from './open-outbox.ts'
import { toAge } from './say.ts'
import { listPages } from './selection.ts'
import { toShownEvent } from './show-event.ts'

export type ListOptions = {
  readonly filter: OutboxFilter
  readonly limit: number
  readonly afterId: number
  readonly isJson: boolean
  readonly hasPersonalData: boolean
}

export async function printList(
  { outbox }: OpenedOutbox,
  terminal: Terminal,
  { filter, limit, afterId, isJson, hasPersonalData }: ListOptions,
): Promise<ExitStatus> {
  const events: StoredEvent[] = []
  // One more than is shown: whether there are any left is told.
  for await (const page of listPages(outbox, filter, { afterId, limit: limit + 1 }))
    events.push(...page.events)
  const shown = events.slice(0, limit)
  const nextAfterId = events.length > limit ? (shown.at(-1)?.id ?? null) : null
  if (isJson) {
    const document = {
      version: 1,
      events: shown.map((event) => toShownEvent(event, { hasPersonalData })),
      nextAfterId,
    }
    terminal.print(toVisible(JSON.stringify(document)))
    return EXIT.fine
  }
  for (const event of shown) printEvent(event, hasPersonalData, terminal)
  if (shown.length === 0) terminal.print('No such event.')
  if (nextAfterId !== null) terminal.print(terminal.paint('dim', `There are more: --after ${nextAfterId}`))
  return EXIT.fine
}

const STYLES = { waiting: 'cyan', dead: 'red', in_doubt: 'yellow' } as const

function printEvent(stored: StoredEvent, hasPersonalData: boolean, { print, paint }: Terminal): void {
  const { id, state, event, eventId, visitor, properties, ...shown } = toShownEvent(stored, {
    hasPersonalData,
  })
  const age = toAge(Math.max(0, Date.now() - stored.acceptedAtMs))
  const name = toCleanLine(event)
  const head = `${String(id).padStart(7)}  ${paint(STYLES[state], state.replace('_', ' ').padEnd(8))}  ${name}`
  print(`${head}  ${paint('dim', `${toCleanLine(eventId)}, ${age} old`)}`)
  const who = Object.entries(visitor ?? {}).map(([by, value]) => `${by} ${value}`)
  const failure = shown.code === null ? [] : [`${shown.code}: ${shown.message ?? 'tried again later'}`]
  const tries = shown.failedTries === 0 ? [] : [`${shown.failedTries} failed tries`]
  const facts = [...(who.length > 0 ? [who.join(', ')] : ['visitor unreadable']), ...failure, ...tries]
  print(`${' '.repeat(19)}${toCleanLine(facts.join(' · '))}`)
  if (hasPersonalData && properties !== null)
    print(`${' '.repeat(19)}${toCleanLine(JSON.stringify(properties))}`)
}
