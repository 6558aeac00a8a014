// Looks in Mida's list whether an event in doubt was recorded: bounded, in pages, one reading at a time.
import { isPlainObject } from '@mida-kit/contract'
import type { Job } from './job.ts'
import type { Runtime } from './runtime.ts'
import type { Transport } from './transport/transport.ts'
import { toListRequest, type Upstream } from './upstream.ts'

/** What a look came to. `absent`: the whole list was read and the event is not in it. */
export type Finding = 'found' | 'absent' | 'unreadable'

type ReaderOptions = {
  readonly upstream: Upstream
  readonly transport: Transport
  readonly runtime: Runtime
  /** The property that holds the `kit_event_id`. */
  readonly idName: string
}

type Wanted = { readonly job: Job; readonly tell: (finding: Finding) => void }

const PAGE_SIZE = 500
const MAX_PAGES = 10
const MIN_PAUSE_MS = 1_000
const DAY_MS = 24 * 60 * 60 * 1_000

export class ListReader {
  readonly #options: ReaderOptions
  readonly #wanted = new Map<string, Wanted[]>()
  #isReading = false

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /** Looks for one event with the next reading of its name, which serves all that are in doubt then. Never rejects. */
  find(job: Job): Promise<Finding> {
    return new Promise((tell) => {
      const same = this.#wanted.get(job.eventName)
      if (same) same.push({ job, tell })
      else this.#wanted.set(job.eventName, [{ job, tell }])
      if (!this.#isReading) void this.#readAll()
    })
  }

  async #readAll(): Promise<void> {
    this.#isReading = true
    for (const [eventName, wanted] of this.#wanted) {
      this.#wanted.delete(eventName)
      await this.#read(eventName, new Map(wanted.map((each) => [each.job.eventId, each])))
      // What comes meanwhile is served together.
      await this.#pause()
    }
    this.#isReading = false
  }

  async #read(eventName: string, wanted: Map<string, Wanted>): Promise<void> {
    const { upstream, transport } = this.#options
    const acceptedAtMs = Math.min(...[...wanted.values()].map(({ job }) => job.acceptedAtMs))
    // A day earlier: the dates of the list may be of another time zone.
    const startDate = new Date(acceptedAtMs - DAY_MS).toISOString().slice(0, 10)
    let rest: Finding = 'unreadable'
    for (let page = 0; page < MAX_PAGES && wanted.size > 0; page += 1) {
      const query = { eventName, startDate, offset: page * PAGE_SIZE, limit: PAGE_SIZE }
      const outcome = await transport.send(toListRequest(upstream, query))
      const ids = outcome.kind === 'answer' ? this.#readIds(outcome.httpStatus, outcome.body) : null
      if (ids === null) break
      for (const id of ids) take(wanted, id)?.tell('found')
      if (ids.length < PAGE_SIZE) {
        rest = 'absent'
        break
      }
    }
    for (const { tell } of wanted.values()) tell(rest)
  }

  /** The ids on one page, null for an event without one; null where the page cannot be read. */
  #readIds(httpStatus: number, body: string | null): (string | null)[] | null {
    const page = httpStatus === 200 ? parseJson(body) : null
    if (!isPlainObject(page) || !Array.isArray(page.events)) return null
    return page.events.map((event: unknown) => {
      const properties = isPlainObject(event) ? parseJson(event.event_property) : null
      const id = isPlainObject(properties) ? properties[this.#options.idName] : null
      return typeof id === 'string' ? id : null
    })
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.runtime.startTimer(MIN_PAUSE_MS, resolve)
    })
  }
}

function take(wanted: Map<string, Wanted>, id: string | null): Wanted | undefined {
  if (id === null) return undefined
  const found = wanted.get(id)
  wanted.delete(id)
  return found
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null
  } catch {
    return null
  }
}
