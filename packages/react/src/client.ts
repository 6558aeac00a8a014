// The browser half without React: joins uuid, identity, session and outbox to the page. One client a page.
import { defer } from './defer.ts'
import { createIdentities } from './identity.ts'
import { INERT_CLIENT } from './inert-client.ts'
import { type MidaClientOptions, settleOptions } from './options.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { CLIENT, readPage } from './page.ts'
import { createPause, type Pause } from './pause.ts'
import { createSession, type Session } from './session.ts'
import { createTrack } from './track.ts'
import type { MidaClient } from './types.ts'
import { createUuidStore } from './uuid.ts'
import { createVisitorClaim } from './visitor-claim.ts'

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
  const options = settleOptions()
  const pause = createPause(options)
  const uuids = createUuidStore(options, pause)
  const outbox = createOutbox(options, pause)
  const claim = createVisitorClaim(options, outbox)
  const begun = defer<void>()
  const identities = createIdentities({
    options,
    uuids,
    watched: begun.promise.then(uuids.watch),
    onPublish: claim.publish,
    onPause: claim.forget,
  })
  const session = createSession(options, identities)
  let given: string | undefined
  let isStarted = false

  const begin = (): void => {
    begun.resolve()
    listenToPage(outbox, session, pause)
    void session.ask()
    // Unless the user is known by then, events go on without a tag.
    void options.sleep(options.sessionTimeoutMs).then(() => identities.become(undefined))
  }

  return {
    track: createTrack(options, identities, outbox),
    // The types forbid what JSON cannot write; without them it is told, not thrown.
    identify: async (user) => {
      try {
        return await identities.become(user)
      } catch (error) {
        return { status: 'failed', message: String(error) }
      }
    },
    refreshUser: session.refresh,
    setUser: (user) => {
      const key = JSON.stringify(user)
      // Said again (a re-render, say), it must not undo an `identify` that came between.
      if (!key || key === given) return
      given = key
      void identities.become(user)
    },
    getUuid: uuids.getUuid,
    subscribe: uuids.subscribe,
    start: (changes) => {
      for (const [name, value] of Object.entries(changes)) {
        if (value !== undefined) Object.assign(options, { [name]: value })
      }
      if (isStarted) return
      isStarted = true
      if ('prerendering' in document && document.prerendering) {
        document.addEventListener('prerenderingchange', begin)
      } else begin()
    },
  }
}

function listenToPage(outbox: Outbox, session: Session, pause: Pause): void {
  addEventListener('mida-kit', pause.end)
  addEventListener('online', pause.end)
  addEventListener('pagehide', (event) => outbox.handOver(!event.persisted))
  addEventListener('pageshow', (event) => {
    if (event.persisted) void session.ask()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) outbox.handOver(false)
    else void session.ask()
  })
}
