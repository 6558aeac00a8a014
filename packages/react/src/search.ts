// Looking for Mida's script and its uuid: with growing waits and the page's own signals, never past the deadline.
import type { Core } from './core.ts'
import { isRefused, readPage, readUuid } from './page.ts'
import type { UuidState, UuidUnavailable } from './types.ts'

const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 500

/** Whether the app lets events and the visitor be told to anybody. */
export function isAllowed(core: Core): boolean {
  return !core.consent || core.consent === 'granted'
}

/** Whether Mida may be asked and told about the visitor. */
export function mayAsk(core: Core): boolean {
  return isAllowed(core) && !isRefused()
}

/** Looks for a value until it is there or the script is given up. */
export async function until<Value>(core: Core, read: () => Value | Promise<Value>): Promise<Value> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs *= 1.5) {
    tellConsent(core)
    const value = await read()
    if (value || whyNot(core)) return value
    await pause(core, Math.min(waitMs, LONGEST_WAIT_MS, core.deadlineMs - core.nowMs()))
  }
}

/** Looks for the uuid and shows what came of it. */
export async function findUuid(core: Core): Promise<string | undefined> {
  const found = await until(core, () => (mayAsk(core) ? readUuid(core) : undefined)).catch(
    // A script that throws at each touch is none.
    () => undefined,
  )
  // Consent may have been withdrawn while the script was asked.
  const uuid = isAllowed(core) ? found : undefined
  show(core, uuid ? { status: 'ready', uuid } : toUnavailable(core))
  return uuid
}

/** That there is no uuid, and why. */
export function toUnavailable(core: Core): Extract<UuidState, { status: 'unavailable' }> {
  return { status: 'unavailable', because: whyNot(core) ?? 'timed_out' }
}

/** Makes this the uuid's state, and tells who listens. */
export function show(core: Core, state: UuidState): void {
  if (JSON.stringify(state) === JSON.stringify(core.uuid)) return
  core.uuid = state
  for (const listener of core.listeners) {
    // biome-ignore lint/suspicious/noConsole: the app's own fault, told where it is looked for.
    Promise.resolve().then(listener).catch(console.error)
  }
}

/** Waits so many milliseconds, or until the page has news. */
export function pause(core: Core, ms: number): Promise<void> {
  return Promise.race([core.sleep(ms), new Promise<void>((resolve) => core.wakers.push(resolve))])
}

/** Ends every pause of now. */
export function wake(core: Core): void {
  for (const resolve of core.wakers.splice(0)) resolve()
}

/** Why the script is given up; undefined while it may still come. */
function whyNot(core: Core): UuidUnavailable | undefined {
  const { mida, __midaKit } = readPage()
  const script = __midaKit?.script
  if (script === 'disabled') return script
  if (mida && core.consent === 'denied') return 'no_consent'
  if (script === 'failed') return 'blocked'
  // A clock that is set back does not put the deadline off.
  core.deadlineMs = Math.min(core.deadlineMs, core.nowMs() + core.uuidDeadlineMs)
  if (core.nowMs() < core.deadlineMs) return undefined
  return mayAsk(core) ? 'timed_out' : 'no_consent'
}

/** Passes the visitor's answer on to Mida, once. */
function tellConsent(core: Core): void {
  const { consent } = core
  const { mida } = readPage()
  if (!mida?.grantConsent || !consent || consent === 'pending' || consent === core.toldConsent) return
  core.toldConsent = consent
  try {
    mida.grantConsent(consent === 'granted')
  } catch {
    // A script that throws here has not changed anything; the kit obeys the answer in any case.
  }
}
