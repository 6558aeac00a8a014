// Events that this process has claimed, in the order in which they are sent: one visitor's one after another, the server's own first.
import { Fifo } from '../fifo.ts'
import type { Lane } from '../job.ts'
import type { ClaimedEvent } from './outbox.ts'

/** Of what is held, browsers' events beside the server's: neither starves the other. */
const BROWSER_SHARE = 0.25

export class Holdings {
  readonly #held = new Map<number, ClaimedEvent>()
  readonly #countOf: Record<Lane, number> = { server: 0, browser: 0 }
  readonly #underWay = new Set<ClaimedEvent>()
  #ready: Record<Lane, Fifo<ClaimedEvent>> = { server: new Fifo(), browser: new Fifo() }
  /** Events behind a visitor's first one; a visitor without an entry has none that is ready or under way. */
  #behind = new Map<string, Fifo<ClaimedEvent>>()

  get count(): number {
    return this.#held.size
  }

  get underWay(): ReadonlySet<ClaimedEvent> {
    return this.#underWay
  }

  add(event: ClaimedEvent): void {
    this.#held.set(event.id, event)
    this.#countOf[event.lane] += 1
    const behind = this.#behind.get(toChain(event))
    if (behind) {
      behind.push(event)
      return
    }
    this.#behind.set(toChain(event), new Fifo())
    this.#ready[event.lane].push(event)
  }

  /** How many of each lane may be claimed where `most` may be held: a half at a time, since each claim is a transaction. */
  roomWithin(most: number): Record<Lane, number> {
    if (most === 0 || this.count > most / 2) return { server: 0, browser: 0 }
    const forBrowsers = Math.max(1, Math.floor(most * BROWSER_SHARE)) - this.#countOf.browser
    return { server: most - this.count, browser: Math.max(0, forBrowsers) }
  }

  /** The next event to send; its visitor's others wait until it has passed. */
  next(): ClaimedEvent | undefined {
    const event = this.#ready.server.shift() ?? this.#ready.browser.shift()
    if (event) this.#underWay.add(event)
    return event
  }

  /** The event was not sent, and is to be, before its visitor's others. */
  again(event: ClaimedEvent): void {
    this.#underWay.delete(event)
    if (this.#held.get(event.id) === event) this.#ready[event.lane].push(event)
  }

  /** A try of the event is over: its visitor's next may be sent. It is held until it is removed. */
  passed(event: ClaimedEvent): void {
    if (!this.#underWay.delete(event)) return
    const chain = toChain(event)
    const next = this.#behind.get(chain)?.shift()
    if (next) this.#ready[next.lane].push(next)
    else this.#behind.delete(chain)
  }

  remove(event: ClaimedEvent): void {
    if (this.#held.get(event.id) !== event) return
    this.#held.delete(event.id)
    this.#countOf[event.lane] -= 1
  }

  /** Lets go of everything that is neither under way nor being settled; what is under way ends as it would. */
  forgetUnsent(): void {
    const unsent = [...toEvents(this.#ready.server), ...toEvents(this.#ready.browser)]
    for (const behind of this.#behind.values()) unsent.push(...toEvents(behind))
    for (const event of unsent) this.remove(event)
    this.#ready = { server: new Fifo(), browser: new Fifo() }
    this.#behind = new Map([...this.#underWay].map((event) => [toChain(event), new Fifo()]))
  }
}

function toEvents(fifo: Fifo<ClaimedEvent>): ClaimedEvent[] {
  const events: ClaimedEvent[] = []
  for (let event = fifo.shift(); event; event = fifo.shift()) events.push(event)
  return events
}

function toChain({ lane, visitorKey }: ClaimedEvent): string {
  return `${lane} ${visitorKey}`
}
