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
  { name, properties }: { readonly name: string; readonly properties: unknown },
  options: TrackOptions | undefined,
): Promise<BrowserDelivery> {
  const { nowMs, random } = core.options
  const makeWord = (): string => random().toString(36).slice(2)
  const event = {
    // On plain http there is no `randomUUID`; and an id is known together with its visitor only.
    kit_event_id: `${nowMs().toString(36)}-${makeWord()}${makeWord()}`,
    event_name: name,
    properties,
    occurred_at: new Date(nowMs()).toISOString(),
    url_origin: location.origin,
    url_path: location.pathname.slice(0, URL_LENGTH),
  }
  return enqueue(core, event, { identity: core.current }, options)
}

/** Puts an event on its way, as it is now, under this identity. */
export function enqueue(
  core: Core,
  original: Omit<WireEvent, 'properties'> & { readonly properties?: unknown },
  origin: Pick<Entry, 'identity' | 'isKept'>,
  options?: TrackOptions,
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
      queueMicrotask(() => core.options.onDelivery?.(delivery, { name, properties: event?.properties }))
    }
    try {
      const copy: WireEvent = JSON.parse(JSON.stringify(original))
      event = copy
      add(core, { ...origin, event: copy, settle }, options?.sendNow)
    } catch (error) {
      const message = `The properties of ${name} are not JSON: ${error}`
      settle({ status: 'failed', failure: { code: 'invalid_properties', message } })
    }
  })
}
