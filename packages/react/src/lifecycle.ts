// What the page does to the client: its start, its signals, what the visitor says to the banner, and its end.
import type { Consent } from '@mida-kit/contract'
import type { Core } from './core.ts'
import { become, forget, lookAgain } from './identity.ts'
import { drainSoon, giveUp, handOver } from './outbox.ts'
import { isAllowed, show, wake } from './search.ts'
import { ask, askAnew } from './session.ts'
import { OWED, OWNER, remember, USER } from './storage.ts'
import { enqueue } from './track.ts'

/** Brings the client in line with its options, and starts it the first time, once the page is not merely prerendered. */
export function follow(core: Core): void {
  if ('prerendering' in document && document.prerendering) {
    document.addEventListener('prerenderingchange', () => follow(core))
    return
  }
  const { consent, heardConsent } = core
  core.heardConsent = consent
  if (heardConsent === null) begin(core)
  if (heardConsent !== consent) applyConsent(core, heardConsent)
}

/** Sends what earlier pages kept, under the identity of then; what must not be sent any more is cleared. */
export function resend(core: Core): void {
  const { keep } = core
  if (core.consent === 'denied' || core.current.isPaused) keep?.clear()
  if (!isAllowed(core)) return
  void keep?.resend((event, mayTell) =>
    enqueue(core, event, {
      identity: { as: event.as, uuid: event.mida_uuid, turnCount: 0 },
      isKept: true,
      mayTell,
    }),
  )
}

function begin(core: Core): void {
  if (remember(OWED)) core.notice = { forget: true }
  listenToPage(core)
  void ask(core)
  // Unless the user is known by then, events go on without a tag.
  void core.sleep(core.sessionTimeoutMs).then(() => become(core, undefined))
}

function applyConsent(core: Core, before: Consent | undefined | null): void {
  extendDeadline(core)
  if (core.consent === 'denied') {
    giveUp(core, core.waiting.splice(0))
    core.current.uuid = undefined
    show(core, { status: 'unavailable', because: 'no_consent' })
    forget(core, before === 'granted')
    for (const name of [OWNER, USER]) remember(name, '')
  }
  goOn(core)
}

function listenToPage(core: Core): void {
  addEventListener('mida-kit', () => {
    extendDeadline(core)
    lookAgain(core)
  })
  addEventListener('online', () => {
    wake(core)
    goOn(core)
  })
  addEventListener('pagehide', ({ persisted }) => handOver(core, !persisted))
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) comeBack(core)
  })
  // On the window, after the app's own listeners on the document: what they track goes along. It follows `pagehide`.
  addEventListener('visibilitychange', () => {
    if (document.hidden) handOver(core, core.isClosing)
    else comeBack(core)
  })
  addEventListener('storage', ({ key, newValue }) => {
    if (key === USER) void hearTab(core, newValue)
  })
}

/** Another tab says who is logged in; whom the app itself gives is taken from the app alone. */
function hearTab(core: Core, word: string | null): Promise<unknown> {
  if (word && word[0] !== '=') return become(core, null)
  const given = core.given && JSON.parse(core.given)
  return given && word === `=${given.id}` ? become(core, given) : askAnew(core)
}

function comeBack(core: Core): void {
  void ask(core)
  goOn(core)
}

/** Takes up whatever may succeed now. */
function goOn(core: Core): void {
  core.notice ??= core.lostNotice
  lookAgain(core)
  drainSoon(core)
  resend(core)
}

function extendDeadline(core: Core): void {
  core.deadlineMs = core.nowMs() + core.uuidDeadlineMs
  wake(core)
}
