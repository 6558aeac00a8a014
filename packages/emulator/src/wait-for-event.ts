// Finding events, and waiting for one that is still to come.
import { containsPartly } from './contains-partly.ts'
import type { EventStore, RecordedEvent } from './state/event-store.ts'

/** Which events: all that agree with every field given, or all for which a function says true. */
export type EventMatch =
  | {
      projectKey?: string
      name?: string
      /** A `mida_uuid`, also a former one that still resolves. */
      visitor?: string
      by?: RecordedEvent['by']
      source?: RecordedEvent['source']
      /** These at least, in depth; others may be there. A matcher such as `expect.any(String)` is asked. */
      properties?: Readonly<Record<string, unknown>>
    }
  | ((event: RecordedEvent) => boolean)

/** How long to wait. */
export type WaitOptions = {
  /** Milliseconds until it rejects. @default 2_000 */
  timeoutMs?: number
}

export type EventFilter = (event: RecordedEvent) => boolean

/** `toUuid` turns a former uuid into the present one. */
export function toFilter(match: EventMatch, toUuid: (midaUuid: string) => string): EventFilter {
  if (typeof match === 'function') return match
  const { projectKey, name, visitor, by, source, properties } = match
  return (event) =>
    (projectKey === undefined || event.projectKey === projectKey) &&
    (name === undefined || event.name === name) &&
    (visitor === undefined || event.visitor === toUuid(visitor)) &&
    (by === undefined || event.by === by) &&
    (source === undefined || event.source === source) &&
    (properties === undefined || containsPartly(event.properties, properties))
}

/** The first event that passes: one that is recorded already, else the next. Rejects when time is up. */
export function waitForEvent(
  events: EventStore,
  filter: EventFilter,
  timeoutMs: number,
): Promise<RecordedEvent> {
  const recorded = events.list().find(filter)
  if (recorded) return Promise.resolve(recorded)

  return new Promise((resolve, reject) => {
    const end = events.onRecord((event) => {
      try {
        if (!filter(event)) return
        resolve(event)
      } catch (error) {
        reject(error)
      }
      end()
      clearTimeout(timer)
    })
    const timer = setTimeout(() => {
      end()
      reject(new Error(describeAbsence(events.list(), timeoutMs)))
    }, timeoutMs)
  })
}

const DESCRIBED = 20

function describeAbsence(recorded: readonly RecordedEvent[], timeoutMs: number): string {
  const start = `No such event within ${timeoutMs} ms.`
  if (recorded.length === 0) return `${start} Nothing was recorded.`
  const lines = recorded.slice(-DESCRIBED).map((event) => {
    return `  ${event.name} ${JSON.stringify(event.properties)} for ${event.visitor} by ${event.by}`
  })
  return [`${start} Recorded were ${recorded.length}, lastly:`, ...lines].join('\n')
}
