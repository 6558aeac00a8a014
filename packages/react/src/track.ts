// One call of `track`: takes the event down as it is at the moment of the call. Never throws.
import type {
  BrowserDelivery,
  BrowserEventName,
  EventProperties,
  JsonObject,
  RegisteredEvents,
  TrackArguments,
  WireEvent,
} from '@mida-kit/contract'
import type { Outcome } from './batch.ts'
import { makeEventId } from './event-id.ts'
import type { Identities } from './identity.ts'
import type { SettledOptions } from './options.ts'
import type { Outbox } from './outbox.ts'
import type { Track, TrackOptions } from './types.ts'

/** `PROTOCOL_LIMITS.urlLength`, which would bring the whole table into the browser. */
const URL_LENGTH = 1_024

export function createTrack(settings: SettledOptions, identities: Identities, outbox: Outbox): Track {
  function track<Name extends BrowserEventName<RegisteredEvents>>(
    name: Name,
    ...rest: TrackArguments<EventProperties<RegisteredEvents, Name>, TrackOptions>
  ): Promise<BrowserDelivery>
  function track(name: string, properties?: JsonObject, options?: TrackOptions): Promise<BrowserDelivery> {
    const eventId = makeEventId(settings.random)
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        const delivery: BrowserDelivery = { ...outcome, eventId }
        resolve(delivery)
        queueMicrotask(() => settings.onDelivery?.(delivery, { name, properties }))
      }
      const identity = identities.current
      if (identity.isPaused) return settle({ status: 'skipped', because: 'disabled' })
      try {
        const event = toEvent(eventId, name, properties, settings)
        outbox.add({ event, identity, settle }, options?.sendNow)
      } catch (error) {
        const message = `The properties of ${name} are not JSON: ${error}`
        settle({ status: 'failed', failure: { code: 'invalid_properties', message } })
      }
    })
  }
  return track
}

function toEvent(
  kit_event_id: string,
  event_name: string,
  properties: JsonObject | undefined,
  { nowMs }: SettledOptions,
): WireEvent {
  return {
    kit_event_id,
    event_name,
    properties: properties && JSON.parse(JSON.stringify(properties)),
    occurred_at: new Date(nowMs()).toISOString(),
    url_origin: location.origin,
    url_path: location.pathname.slice(0, URL_LENGTH),
  }
}
