// One call of `track` as a value: what withMida's success and failure give.
import type { Catalogue, EventProperties, ServerEventName } from '@mida-kit/contract'
import type { TrackOptions } from './track-event.ts'

/** An event of the catalogue with its properties, typed by its name; `options` as `track` takes them. */
export type TrackedCall<Events extends Catalogue> = {
  [Name in ServerEventName<Events>]: {
    readonly name: Name
    readonly options?: TrackOptions | undefined
  } & (Record<never, never> extends EventProperties<Events, Name>
    ? { readonly properties?: EventProperties<Events, Name> }
    : { readonly properties: EventProperties<Events, Name> })
}[ServerEventName<Events>]
