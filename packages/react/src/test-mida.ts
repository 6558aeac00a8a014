// A client that talks to nobody: it answers what the test says, and writes down what it is asked.
import type {
  BrowserDelivery,
  BrowserEventName,
  EventProperties,
  JsonObject,
  RegisteredEvents,
  TrackArguments,
  User,
} from '@mida-kit/contract'
import { type FeatureFlagState, provideExperiments, type VariantState } from './experiments.ts'
import { INERT_CLIENT } from './inert-client.ts'
import type { IdentifyResult, MidaClient, Outcome, TrackOptions, UuidState } from './types.ts'

/** One recorded call of `track`. */
export type TestEvent = {
  readonly name: string
  /** As they were at the call, and as JSON writes them. */
  readonly properties: JsonObject | undefined
  /** Who was logged in at the call: null for nobody. */
  readonly user: User | null
  readonly options: TrackOptions | undefined
}

/** What becomes of an event; the client adds the `eventId`: `test-1`, `test-2`, … */
export type TestDelivery = Outcome

/** How a test client begins. `reset()` brings it back to this. */
export type TestMidaOptions = {
  /** The uuid, or the uuid's whole state. @default 'test-uuid' */
  readonly uuid?: string | UuidState
  /** Who is logged in. @default null */
  readonly user?: User | null
  /** What `useVariant` answers, by test id: a variant, null or a whole state. @default {}, and null for any other test */
  readonly variants?: Readonly<Record<string, string | null | VariantState>>
  /** What `useFeatureFlag` answers, by key. @default {}, and off for any other flag */
  readonly featureFlags?: Readonly<Record<string, boolean | FeatureFlagState>>
  /** What becomes of each event. @default { status: 'accepted' } */
  readonly delivery?: TestDelivery
}

/** A client for tests, with what it was asked. */
export type TestMida = {
  /** For `MidaTestProvider`, and for code that takes a client. */
  readonly client: MidaClient
  /** The calls of `track`, in order. */
  readonly tracked: readonly TestEvent[]
  /** The users of the calls of `identify`, in order. */
  readonly identified: readonly User[]
  /** How often `refreshUser` was called. */
  readonly refreshCount: number
  /** Changes what the client answers from now on; components render again. What is left out stays. */
  readonly set: (changes: TestMidaOptions) => void
  /** Forgets the calls, and begins as it was made. */
  readonly reset: () => void
}

/** A client that records calls and settles every promise at once. Touches no global: `MidaTestProvider` does. */
export function createTestMida(options: TestMidaOptions = {}): TestMida {
  const listeners = new Set<() => void>()
  let state = settle(options)
  let tracked: TestEvent[] = []
  let identified: User[] = []
  let refreshCount = 0

  const set = (changes: TestMidaOptions): void => {
    state = settle(changes, state)
    for (const listener of listeners) listener()
  }
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  const client: MidaClient = {
    ...INERT_CLIENT,
    track: createTestTrack((event) => {
      tracked = [...tracked, { ...event, user: state.user }]
      return { ...state.delivery, eventId: `test-${tracked.length}` }
    }),
    identify: async (user) => {
      identified = [...identified, user]
      set({ user })
      return toIdentifyResult(state.uuid)
    },
    refreshUser: async () => {
      refreshCount += 1
      return { status: 'answered', user: state.user && { id: String(state.user.id) } }
    },
    setUser: (user) => {
      if (user !== undefined) set({ user })
    },
    getUuid: () => state.uuid,
    subscribe,
  }
  provideExperiments(client, {
    readVariant: (testId) => state.variants.get(testId) ?? NO_VARIANT,
    readFeatureFlag: (key) => state.featureFlags.get(key) ?? FLAG_OFF,
    subscribe,
  })

  return {
    client,
    get tracked() {
      return tracked
    },
    get identified() {
      return identified
    },
    get refreshCount() {
      return refreshCount
    },
    set,
    reset: () => {
      tracked = []
      identified = []
      refreshCount = 0
      state = settle(options)
      set({})
    },
  }
}

const NO_VARIANT: VariantState = { status: 'ready', variant: null }
const FLAG_OFF: FeatureFlagState = { status: 'ready', isEnabled: false }

type SettledState = {
  readonly uuid: UuidState
  readonly user: User | null
  readonly delivery: TestDelivery
  readonly variants: ReadonlyMap<string, VariantState>
  readonly featureFlags: ReadonlyMap<string, FeatureFlagState>
}

const START: SettledState = {
  uuid: { status: 'ready', uuid: 'test-uuid' },
  user: null,
  delivery: { status: 'accepted' },
  variants: new Map(),
  featureFlags: new Map(),
}

/** Whole states, made once a change, so that a component sees the same object until the next. */
function settle(changes: TestMidaOptions, before: SettledState = START): SettledState {
  const { uuid = before.uuid, user = before.user, delivery = before.delivery } = changes
  return {
    uuid: typeof uuid === 'string' ? { status: 'ready', uuid } : uuid,
    user,
    delivery,
    variants: merge(before.variants, changes.variants, toVariantState),
    featureFlags: merge(before.featureFlags, changes.featureFlags, toFeatureFlagState),
  }
}

function toVariantState(variant: string | null | VariantState): VariantState {
  return typeof variant === 'object' && variant !== null ? variant : { status: 'ready', variant }
}

function toFeatureFlagState(isEnabled: boolean | FeatureFlagState): FeatureFlagState {
  return typeof isEnabled === 'boolean' ? { status: 'ready', isEnabled } : isEnabled
}

function merge<Value, State>(
  before: ReadonlyMap<string, State>,
  changes: Readonly<Record<string, Value>> = {},
  toState: (value: Value) => State,
): ReadonlyMap<string, State> {
  const states = Object.entries(changes).map(([key, value]) => [key, toState(value)] as const)
  return new Map([...before, ...states])
}

function toIdentifyResult(uuid: UuidState): IdentifyResult {
  if (uuid.status === 'unavailable') return uuid
  return { status: 'identified', midaUuid: uuid.status === 'ready' ? uuid.uuid : null }
}

/** As the client's own: never throws, copies the properties, and says so where they are not JSON. */
function createTestTrack(record: (event: Omit<TestEvent, 'user'>) => BrowserDelivery): MidaClient['track'] {
  function track<Name extends BrowserEventName<RegisteredEvents>>(
    name: Name,
    ...rest: TrackArguments<EventProperties<RegisteredEvents, Name>, TrackOptions>
  ): Promise<BrowserDelivery>
  async function track(
    name: string,
    properties?: JsonObject,
    options?: TrackOptions,
  ): Promise<BrowserDelivery> {
    try {
      return record({ name, properties: properties && JSON.parse(JSON.stringify(properties)), options })
    } catch (error) {
      const message = `The properties of ${name} are not JSON: ${error}`
      return { status: 'failed', eventId: '', failure: { code: 'invalid_properties', message } }
    }
  }
  return track
}
