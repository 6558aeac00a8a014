// What Mida's script says of experiments, and whether it has heard from Mida at all: until then its silence is no answer.
import { isRefused, type MidaScriptApi, readPage } from './page.ts'
import type { MidaClient, UuidUnavailable } from './types.ts'

export type ScriptWatch = {
  /** Listens to the script that is on the page now, once. */
  readonly follow: (onNews: () => void) => void
  /** Whether the script has heard from Mida: from then on null is an answer. */
  readonly isAnswered: () => boolean
  readonly areFlagsKnown: () => boolean
  readonly giveUp: () => void
  readonly whyNot: (client: MidaClient) => UuidUnavailable | undefined
}

export function createScriptWatch(): ScriptWatch {
  let followed: MidaScriptApi | undefined
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
      return isRefused() ? 'no_consent' : 'timed_out'
    },
  }
}

/** What the script answers, null where that is nothing; undefined where it cannot be asked. */
export function askScript(method: 'version' | 'isFeatureEnabled', key: string): unknown {
  return attempt(() => {
    const { mida } = readPage()
    return typeof mida?.[method] === 'function' ? (mida[method](key) ?? null) : undefined
  })
}

async function readUuid(mida: MidaScriptApi): Promise<unknown> {
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
