// One call of `track`: takes the event down as it is at the moment of the call. Never throws.
import type { BrowserDelivery, WireEvent } from '@mida-kit/contract'
import type { Core, Entry } from './core.ts'
import { add } from './outbox.ts'
import type { TrackOptions } from './types.ts'

/** `PROTOCOL_LIMITS.urlLength`, which would bring the whole table into the browser. */
const URL_LENGTH = 1_024

/** Tracks one event as the visitor of now. */
export function track(
  core: Core,
  name: string,
  properties: unknown,
  options: TrackOptions | undefined,
): Promise<BrowserDelivery> {
  const atMs = core.nowMs()
  const event = {
    // On plain http there is no `randomUUID`; and an id is known together with its visitor only.
    kit_event_id: `${atMs}-${String(core.random()).slice(2)}`,
    event_name: name,
    properties,
    occurred_at: new Date(atMs).toISOString(),
    url_origin: location.origin,
    url_path: location.pathname.slice(0, URL_LENGTH),
  }
  return enqueue(core, event, { identity: core.current }, options?.sendNow)
}

type Origin = Pick<Entry, 'identity' | 'isKept'> & {
  /** Asked when the event settles: whether the app has still to hear of it. */
  readonly mayTell?: () => boolean
}

/** Puts an event on its way, as it is now, under this identity. */
export function enqueue(
  core: Core,
  original: Omit<WireEvent, 'properties'> & { readonly properties?: unknown },
  { mayTell, ...origin }: Origin,
  sendNow?: boolean,
): Promise<BrowserDelivery> {
  const { kit_event_id: eventId, event_name: name } = original
  let event: WireEvent | undefined
  let isSettled = false
  return new Promise((resolve) => {
    const settle: Entry['settle'] = (outcome) => {
      if (isSettled) return
      isSettled = true
      const delivery: BrowserDelivery = { ...outcome, eventId }
      resolve(delivery)
      if (mayTell?.() === false) return
      queueMicrotask(() => core.onDelivery?.(delivery, { name, properties: event?.properties }))
    }
    try {
      const copy: WireEvent = JSON.parse(JSON.stringify(original))
      event = copy
      add(core, { ...origin, event: copy, settle }, sendNow)
    } catch (error) {
      const message = `The properties of ${name} are not JSON: ${error}`
      settle({ status: 'failed', failure: { code: 'invalid_properties', message } })
    }
  })
}
