// What the server's tests share: a catalogue, and a client that talks to an emulator of its own.
import type { Delivery } from '@mida-kit/contract'
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { expect } from 'vitest'
import { createMida, type DeliveryReport, type Mida, type ServerOptions } from '../src/index.ts'
import { type Events, events, KEYS } from './support-events.ts'

export { type Events, events, KEYS }

export type Kit = {
  readonly emulator: Emulator
  readonly mida: Mida<Events>
  /** Every report that `onDelivery` heard, in order. */
  readonly reports: DeliveryReport[]
  /** The outcome of an event, once it is told. */
  readonly outcomeOf: (eventId: string) => Promise<Delivery>
}

type KitOptions = Partial<ServerOptions<Events>> & { readonly emulator?: Emulator }

/** A client over the emulator's `fetch`; retries come at once, since chance is 0. */
export function createKit({ emulator = createEmulator(), ...options }: KitOptions = {}): Kit {
  const reports: DeliveryReport[] = []
  const listeners = new Set<() => void>()
  const mida = createMida({
    events,
    ...KEYS,
    fetch: emulator.fetch,
    random: () => 0,
    onDelivery: (report) => {
      reports.push(report)
      for (const tell of listeners) tell()
    },
    ...options,
  })
  const findOutcome = (eventId: string): Delivery | undefined =>
    reports.find(({ delivery }) => delivery.eventId === eventId && delivery.status !== 'accepted')?.delivery
  const outcomeOf = (eventId: string): Promise<Delivery> =>
    new Promise((resolve) => {
      const look = (): void => {
        const outcome = findOutcome(eventId)
        if (!outcome) return
        listeners.delete(look)
        resolve(outcome)
      }
      listeners.add(look)
      look()
    })
  return { emulator, mida, reports, outcomeOf }
}

/** Something that is waited for until the test lets it go. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

const ORIGIN = 'https://shop.example'

type PostOptions = {
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: string
  readonly origin?: string
}

/** A request as the app's own page sends it. */
export function post(
  body: unknown,
  { headers = {}, path = '/api/m', origin = ORIGIN }: PostOptions = {},
): Request {
  return new Request(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** A question for who is logged in, as the app's own page asks it. */
export function get(path: string = '/api/m', headers: Readonly<Record<string, string>> = {}): Request {
  return new Request(`${ORIGIN}${path}`, { headers: { 'sec-fetch-site': 'same-origin', ...headers } })
}

let eventCount = 0

/** One event as the browser's client sends it. */
export function wireEvent(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  eventCount += 1
  return {
    kit_event_id: `test-event-${eventCount}`,
    event_name: 'form_submitted',
    properties: { form: 'newsletter' },
    as: null,
    occurred_at: new Date().toISOString(),
    ...fields,
  }
}

/** The same request without `Sec-Fetch-Site`, as on plain http. */
export function withoutSite(request: Request): Request {
  request.headers.delete('sec-fetch-site')
  return request
}

export type Answer = {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Headers
}

/** Reads an answer of the endpoint, which is never stored and never holds the key. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  expect(text).not.toContain(KEYS.apiKey)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return { status: response.status, body: JSON.parse(text), headers: response.headers }
}
