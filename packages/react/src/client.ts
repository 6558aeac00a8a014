// The browser half without React: joins uuid, identity, session and outbox to the page. One client a page.
import { createCore } from './core.ts'
import { become, toFailed } from './identity.ts'
import { INERT_CLIENT } from './inert-client.ts'
import { follow, resend } from './lifecycle.ts'
import type { MidaClientOptions } from './options.ts'
import { CLIENT, readPage } from './page.ts'
import { findUuid } from './search.ts'
import { askAnew } from './session.ts'
import { track } from './track.ts'
import type { IdentifyResult, MidaClient, TrackOptions } from './types.ts'

/**
 * The page's client, started with these options; a second call gives the same client and changes its options.
 *
 * On a server or in a worker it is inert: every promise settles as skipped.
 */
export function createMidaClient(options: MidaClientOptions): MidaClient {
  const client = openPageClient()
  client.start(options)
  return client
}

/** The page's client, which takes events and users before it is started, too. */
export function openPageClient(): MidaClient {
  if (typeof document === 'undefined') return INERT_CLIENT
  const page = readPage()
  page[CLIENT] ??= buildClient()
  return page[CLIENT]
}

function buildClient(): MidaClient {
  const core = createCore()
  core.turn = core.turn.then(() => findUuid(core)).catch(toFailed)

  return {
    track: (name: string, properties?: unknown, options?: TrackOptions) =>
      track(core, name, properties, options),
    // The types forbid what JSON cannot write; without them it is told, not thrown.
    identify: (user) => new Promise<IdentifyResult>((resolve) => resolve(become(core, user))).catch(toFailed),
    refreshUser: () => askAnew(core),
    setUser: (user) => {
      try {
        const given = JSON.stringify(user)
        // Said again (a re-render, say), it must not undo an `identify` that came between.
        if (!given || given === core.given) return
        core.given = given
        void become(core, user)
      } catch (error) {
        // biome-ignore lint/suspicious/noConsole: the app's own fault, and its render must not end with it.
        console.error(error)
      }
    },
    getUuid: () => core.uuid,
    subscribe: (listener) => {
      core.listeners.add(listener)
      return () => core.listeners.delete(listener)
    },
    start: (changes) => {
      const { keep } = core
      for (const [name, value] of Object.entries(changes)) {
        if (value !== undefined) Reflect.set(core, name, value)
      }
      follow(core)
      if (core.keep !== keep) resend(core)
    },
  }
}
