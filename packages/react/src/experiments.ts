// Which variants and feature flags Mida's script has for this visitor, as they become known. Knows no React.
import type { MidaClient, UuidUnavailable } from './types.ts'

const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 1_000
const DEADLINE_MS = 10_000

type NotReady =
  | { readonly status: 'pending' }
  | { readonly status: 'unavailable'; readonly because: UuidUnavailable }

/** The visitor's variant of one test: `Control`, `Variant 1`, …; null where the visitor is not in the test. */
export type VariantState = NotReady | { readonly status: 'ready'; readonly variant: string | null }

/** Whether one feature flag is on for the visitor. */
export type FeatureFlagState = NotReady | { readonly status: 'ready'; readonly isEnabled: boolean }

/** Each state is the same object as long as it says the same, as `useSyncExternalStore` wants it. */
export type Experiments = {
  readonly readVariant: (testId: string) => VariantState
  readonly readFeatureFlag: (key: string) => FeatureFlagState
  /** Calls the listener when something may have changed; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void
}

export const PENDING: NotReady = { status: 'pending' }

const stores = new WeakMap<MidaClient, Experiments>()

/** The experiments beside a client. */
export function getExperiments(client: MidaClient): Experiments {
  const experiments = stores.get(client) ?? createExperiments(client)
  stores.set(client, experiments)
  return experiments
}

/** Puts these in place of what the page says. */
export function provideExperiments(client: MidaClient, experiments: Experiments): void {
  stores.set(client, experiments)
}

function createExperiments(client: MidaClient): Experiments {
  const script = createScriptWatch()
  const otherwise = (): NotReady => {
    const because = script.whyNot(client)
    return because ? toUnavailable(because) : PENDING
  }

  return {
    readVariant: (testId) => {
      const variant = ask('version', testId)
      if (typeof variant === 'string') return toVariant(variant)
      return variant === null && script.isAnswered() ? toVariant(null) : otherwise()
    },
    readFeatureFlag: (key) => {
      const isEnabled = ask('isFeatureEnabled', key)
      if (isEnabled === true) return toFeatureFlag(true)
      return isEnabled === false && script.areFlagsKnown() ? toFeatureFlag(false) : otherwise()
    },
    subscribe: createSubscribe(client, script),
  }
}

type ScriptWatch = {
  /** Listens to the script that is on the page now, once. */
  readonly follow: (onNews: () => void) => void
  /** Whether the script has heard from Mida: from then on null is an answer. */
  readonly isAnswered: () => boolean
  readonly areFlagsKnown: () => boolean
  readonly giveUp: () => void
  readonly whyNot: (client: MidaClient) => UuidUnavailable | undefined
}

function createScriptWatch(): ScriptWatch {
  let followed: Mida | undefined
  let isUuidKnown = false
  let areFlagsTold = false
  let isOver = false
  const isAnswered = (): boolean => isUuidKnown || areFlagsTold || !!readPage()._h_uuid

  return {
    follow: (onNews) => {
      const { mida } = readPage()
      if (!mida || mida === followed) return
      followed = mida
      void readUuid(mida).then((uuid) => {
        isUuidKnown ||= !!uuid
        onNews()
      })
      attempt(() =>
        mida.onFeatureFlags?.(() => {
          areFlagsTold = true
          onNews()
        }),
      )
    },
    isAnswered,
    // The script says itself when it knows its flags. Where it never does, it counts at the deadline that it has answered.
    areFlagsKnown: () => areFlagsTold || (isAnswered() && (isOver || !readPage().mida?.onFeatureFlags)),
    giveUp: () => {
      isOver = true
    },
    whyNot: (client) => {
      const { mida, __midaKit } = readPage()
      if (__midaKit?.script === 'disabled') return 'disabled'
      if (__midaKit?.script === 'failed' && !mida) return 'blocked'
      const uuid = client.getUuid()
      if (uuid.status === 'unavailable') return uuid.because
      if (!isOver) return undefined
      return mida?.hasConsent === false ? 'no_consent' : 'timed_out'
    },
  }
}

/** Looks with growing waits for 10 s from the newest subscription or change of the uuid, and not without a listener. */
function createSubscribe(client: MidaClient, script: ScriptWatch): Experiments['subscribe'] {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let deadlineMs = 0
  let giveUpAtMs = Number.POSITIVE_INFINITY
  let waitMs = 0
  let unsubscribe = (): void => undefined

  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const look = (): void => {
    script.follow(tell)
    const leftMs = deadlineMs - Date.now()
    if (Date.now() >= giveUpAtMs) script.giveUp()
    tell()
    if (leftMs > 0) timer = setTimeout(look, Math.min(waitMs, leftMs))
    waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)
  }
  const restart = (): void => {
    deadlineMs = Date.now() + DEADLINE_MS
    giveUpAtMs = Math.min(giveUpAtMs, deadlineMs)
    waitMs = FIRST_WAIT_MS
    clearTimeout(timer)
    timer = setTimeout(look)
  }

  return (listener) => {
    listeners.add(listener)
    if (listeners.size === 1) {
      unsubscribe = client.subscribe(restart)
      addEventListener('mida-kit', restart)
    }
    restart()
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      clearTimeout(timer)
      unsubscribe()
      removeEventListener('mida-kit', restart)
    }
  }
}

type Mida = {
  readonly uuid?: unknown
  readonly hasConsent?: unknown
  readonly version?: (testId: string) => unknown
  readonly isFeatureEnabled?: (key: string) => unknown
  readonly onFeatureFlags?: (callback: () => void) => unknown
}

function readPage(): { mida?: Mida; _h_uuid?: unknown; __midaKit?: { script?: string } } {
  return globalThis as ReturnType<typeof readPage>
}

/** What the script answers, null where that is nothing; undefined where it cannot be asked. */
function ask(method: 'version' | 'isFeatureEnabled', key: string): unknown {
  return attempt(() => {
    const { mida } = readPage()
    return typeof mida?.[method] === 'function' ? (mida[method](key) ?? null) : undefined
  })
}

async function readUuid(mida: Mida): Promise<unknown> {
  try {
    return await (typeof mida.uuid === 'function' ? mida.uuid() : mida.uuid)
  } catch {
    return undefined
  }
}

/** A script that throws is as good as one that says nothing. */
function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

const toVariant = keep((variant: string | null): VariantState => ({ status: 'ready', variant }))
const toFeatureFlag = keep((isEnabled: boolean): FeatureFlagState => ({ status: 'ready', isEnabled }))
const toUnavailable = keep((because: UuidUnavailable): NotReady => ({ status: 'unavailable', because }))

/** Makes each value's state once. */
function keep<Value, State>(make: (value: Value) => State): (value: Value) => State {
  const made = new Map<Value, State>()
  return (value) => {
    const state = made.get(value) ?? make(value)
    made.set(value, state)
    return state
  }
}
