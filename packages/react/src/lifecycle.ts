// What the page does to the client: its start, its signals, what the visitor says to the banner, and its end.
import type { Core } from './core.ts'
import { become, forget, lookAgain } from './identity.ts'
import { drainSoon, handOver, skipAll } from './outbox.ts'
import { isAllowed, show, wake } from './search.ts'
import { ask } from './session.ts'
import { OWNER, remember, USER } from './storage.ts'
import { enqueue } from './track.ts'

/** Starts the search, the session and the listeners, once the page is not merely prerendered. */
export function begin(core: Core): void {
  if ('prerendering' in document && document.prerendering) {
    document.addEventListener('prerenderingchange', () => begin(core))
    return
  }
  const { options } = core
  extendDeadline(core)
  core.begin()
  listenToPage(core)
  comeBack(core)
  // Unless the user is known by then, events go on without a tag.
  void options.sleep(options.sessionTimeoutMs).then(() => become(core, undefined))
}

/** Acts on what the visitor says to the banner. */
export function applyConsent(core: Core, before?: string): void {
  const { consent } = core.options
  if (consent === before) return
  extendDeadline(core)
  // A claim that has not gone yet is made again after a grant.
  if (core.notice?.visitor && !isAllowed(core)) {
    core.notice = undefined
    core.told = []
  }
  if (consent === 'denied') {
    skipAll(core)
    core.current.uuid = undefined
    show(core, { status: 'unavailable', because: 'no_consent' })
    forget(core, before === 'granted')
    for (const name of [OWNER, USER]) remember(name, '')
  }
  lookAgain(core)
  drainSoon(core)
  resend(core)
}

function listenToPage(core: Core): void {
  addEventListener('mida-kit', () => {
    extendDeadline(core)
    lookAgain(core)
  })
  addEventListener('online', () => {
    wake(core)
    resend(core)
  })
  addEventListener('pagehide', ({ persisted }) => handOver(core, !persisted))
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) comeBack(core)
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) handOver(core, false)
    else comeBack(core)
  })
  addEventListener('storage', ({ key, newValue }) => {
    const isOut = newValue && newValue[0] !== '='
    if (key === USER) void (isOut ? become(core, null) : ask(core))
  })
}

function comeBack(core: Core): void {
  void ask(core)
  lookAgain(core)
  resend(core)
}

function extendDeadline(core: Core): void {
  core.deadlineMs = core.options.nowMs() + core.options.uuidDeadlineMs
  wake(core)
}

/** Sends what earlier pages kept, under the identity of then. */
export function resend(core: Core): void {
  if (!isAllowed(core)) return
  void core.options.keep?.resend((event) =>
    enqueue(core, event, { identity: { as: event.as, uuid: event.mida_uuid }, isKept: true }),
  )
}
