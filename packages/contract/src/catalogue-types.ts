// The types of the app's events, and what follows from them for `track` on both sides.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { JsonObject } from './json.ts'
import type { KnownVisitor, Visitor } from './visitor.ts'

/** Where an event may be tracked. A `server` event cannot be forged by a browser. */
export type EventOrigin = 'browser' | 'server' | 'both'

/**
 * Whom an event may be recorded against. `user`: only somebody who is logged in. `visitor`: always the browser's
 * visitor, by `mida_uuid`. `any`: the user where one is known, else the visitor.
 */
export type EventIdentity = 'user' | 'visitor' | 'any'

/**
 * What happens when Mida may or may not have recorded an event (a reset or a time-out after sending).
 * `at-least-once` sends it again, `at-most-once` answers `in_doubt` instead.
 */
export type Guarantee = 'at-least-once' | 'at-most-once'

/**
 * What an event needs of its visitor's consent. `heeded`: what was said is obeyed, and where nothing was said it is
 * recorded. `required`: recorded only where consent was granted. `exempt`: recorded whatever was said.
 */
export type ConsentRule = 'heeded' | 'required' | 'exempt'

/** A time with its unit: seconds, minutes, hours or days, e.g. `'90s'`, `'15m'`, `'1h'`, `'7d'`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`

/** What one event's properties may hold. A browser's stay within `PROTOCOL_LIMITS` in any case. */
export type PropertyLimits = {
  /** Levels of objects and lists; the properties themselves are the first. @default 6 of a browser, 16 of the server */
  readonly depth?: number | undefined
  /** Keys and list items, all levels together. @default 200 of a browser, 5_000 of the server */
  readonly keyCount?: number | undefined
  /** Characters of one text. @default 1_024 of a browser, 65_536 of the server */
  readonly stringLength?: number | undefined
  /** Bytes of the properties as JSON. @default 65_536 of a browser's request, 262_144 of the server */
  readonly bytes?: number | undefined
}

/** One event as the kit uses it: every option present. */
export type EventRule<
  Schema extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined,
  From extends EventOrigin = EventOrigin,
  Identity extends EventIdentity = EventIdentity,
> = {
  readonly schema: Schema
  readonly from: From
  readonly identity: Identity
  readonly guarantee: Guarantee
  readonly consent: ConsentRule
  /** Undefined where the event may be of any age. */
  readonly maxAgeMs: number | undefined
  readonly limits: PropertyLimits
  /** Undefined where the event has none. */
  readonly dedupeKey: ((properties: never) => string) | undefined
}

/** What `defineEvents` returns: the rules by the event's name. */
export type Catalogue = { readonly [name: string]: EventRule }

type Policy<Properties> = {
  /** Where the event may be tracked. @default 'both' */
  from?: EventOrigin
  /** Whom it may be recorded against. @default 'any' */
  identity?: EventIdentity
  /**
   * A text that is the same for the same occurrence, such as the order's number: the second event with it is `duplicate`.
   * Holds within one process, or as far as the `dedupeStore` of `createMida` reaches. An event that has one must name
   * its `guarantee`.
   */
  dedupeKey?: (properties: Properties) => string
  /** What happens when Mida may or may not have the event. @default 'at-least-once' */
  guarantee?: Guarantee
  /** What the event needs of its visitor's consent. @default 'heeded' */
  consent?: ConsentRule
  /**
   * An event that is older is not sent: Mida dates it when it arrives. Counted from the call of `track`, in the browser
   * too. @default as long as the client tries
   */
  maxAge?: Duration
  /** Bounds of the event's properties, beside its schema. @default those of the side it comes from */
  limits?: PropertyLimits
}

/**
 * What `defineEvents` takes for one event: a schema alone, or an entry with the event's policy. `{}` is an event
 * without properties.
 */
export type EventEntry<Schema> =
  | Schema
  | ({ schema?: Schema } & Policy<
      Schema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<Schema> : Record<string, never>
    >)

type PolicyKey = 'schema' | keyof Policy<never>

/** Rejects what the shape alone lets pass: an unknown key or value, and a `dedupeKey` without a `guarantee`. */
export type CheckedEntries<Entries> = {
  [Name in keyof Entries]: Entries[Name] extends StandardSchemaV1 ? unknown : CheckedEntry<Entries[Name]>
}

type CheckedEntry<Entry> = { schema?: StandardSchemaV1 } & Omit<Policy<never>, 'dedupeKey'> & {
    [Key in Exclude<keyof Entry, PolicyKey>]: never
  } & (Entry extends { dedupeKey: unknown } ? { guarantee: Guarantee } : unknown) &
  (Entry extends { limits: infer Limits }
    ? { limits: { [Key in Exclude<keyof Limits, keyof PropertyLimits>]: never } }
    : unknown)

type SchemaOf<Entry> = Entry extends StandardSchemaV1
  ? Entry
  : Entry extends { schema: infer Schema extends StandardSchemaV1 }
    ? Schema
    : undefined

type OriginOf<Entry> = Entry extends StandardSchemaV1
  ? 'both'
  : Entry extends { from: infer From extends EventOrigin }
    ? From
    : 'both'

type IdentityOf<Entry> = Entry extends StandardSchemaV1
  ? 'any'
  : Entry extends { identity: infer Identity extends EventIdentity }
    ? Identity
    : 'any'

/** The catalogue that `defineEvents` makes of its entries. */
export type CatalogueOf<Entries> = {
  readonly [Name in keyof Entries]: EventRule<
    SchemaOf<Entries[Name]>,
    OriginOf<Entries[Name]>,
    IdentityOf<Entries[Name]>
  >
}

/** Whom `track` takes for an event: by its `identity`, a user by `id` or `email`, a visitor by `midaUuid`, or either. */
export type EventVisitor<
  Events extends Catalogue,
  Name extends keyof Events,
> = Events[Name]['identity'] extends 'user'
  ? KnownVisitor
  : Events[Name]['identity'] extends 'visitor'
    ? Visitor & { readonly midaUuid: string }
    : Visitor

/** The events that a browser may track. */
export type BrowserEventName<Events extends Catalogue> = {
  [Name in keyof Events & string]: Events[Name]['from'] extends 'server' ? never : Name
}[keyof Events & string]

/** The events that a server may track. */
export type ServerEventName<Events extends Catalogue> = {
  [Name in keyof Events & string]: Events[Name]['from'] extends 'browser' ? never : Name
}[keyof Events & string]

/** The properties that `track` takes for an event: the schema's input. */
export type EventProperties<
  Events extends Catalogue,
  Name extends keyof Events,
> = undefined extends Events[Name]['schema']
  ? Events[Name]['schema'] extends undefined
    ? Record<string, never>
    : JsonObject
  : Events[Name]['schema'] extends StandardSchemaV1
    ? StandardSchemaV1.InferInput<Events[Name]['schema']>
    : never

/** The arguments of `track` after the name: properties may be left out where none is required. */
export type TrackArguments<Properties, Options> =
  Record<never, never> extends Properties
    ? [properties?: Properties, options?: Options]
    : [properties: Properties, options?: Options]
