// Tells the app what became of its events, and never lets the app's own errors back in.
import type { Catalogue, Failure } from '@mida-kit/contract'
import type { DeliveryReport, DropReport, MidaOptions } from './options.ts'
import { hideEmail, toPrintableText } from './redact.ts'
import { getRegistry } from './registry.ts'

export type Reporter = (report: DeliveryReport) => void

type Hooks = Pick<MidaOptions<Catalogue>, 'onDelivery' | 'onDrop' | 'personalData' | 'instrumentation'>

const SAY_AGAIN_AFTER_MS = 60_000

/**
 * Calls `onDelivery`, `onDrop` and the instrumentation; where the app has no `onDelivery`, failures go to the console,
 * each code at most once a minute. Emails are hidden unless the app wants them.
 */
export function createReporter({ onDelivery, onDrop, personalData, instrumentation }: Hooks): Reporter {
  const print = onDelivery ? null : createConsoleReporter()
  const observe = instrumentation?.onDelivery
  return (report) => {
    print?.(report)
    if (!onDelivery && !onDrop && !observe) return
    const shown = personalData === 'full' ? report : toShown(report)
    if (observe) callInPassing('instrumentation.onDelivery', () => observe(shown))
    if (onDelivery) callHook('onDelivery', onDelivery, shown)
    const drop = onDrop ? toDrop(shown) : null
    if (onDrop && drop) callHook('onDrop', onDrop, drop)
  }
}

// Wrong as they were written: a mistake to be put right, not an event that was lost.
const MISTAKES: readonly Failure['code'][] = [
  'unknown_event',
  'wrong_side',
  'invalid_event',
  'invalid_properties',
  'identifier_not_allowed',
  'invalid_visitor',
  'user_required',
]

function toDrop({ event, delivery }: DeliveryReport): DropReport | null {
  if (delivery.status !== 'failed' || MISTAKES.includes(delivery.failure.code)) return null
  return { event, because: delivery.failure.code, failure: delivery.failure }
}

function toShown(report: DeliveryReport): DeliveryReport {
  const { event, delivery } = report
  const visitor = hideEmail(event.visitor)
  return visitor === event.visitor ? report : { event: { ...event, visitor }, delivery }
}

/** `callSafely` for what is called with every event: costs no promise where the hook returns none. */
function callHook<Report>(name: string, hook: (report: Report) => unknown, report: Report): void {
  try {
    const pending = hook(report)
    if (pending !== undefined) void callSafely(name, () => pending)
  } catch (error) {
    warn(`[mida] ${name} failed:`, error)
  }
}

/** Runs a function of the app that answers at once; what it throws is printed. */
export function callInPassing<Result>(name: string, call: () => Result): Result | undefined {
  try {
    return call()
  } catch (error) {
    warn(`[mida] ${name} failed:`, error)
    return undefined
  }
}

/** Runs a hook of the app; what it throws or rejects with is printed. Never rejects. */
export async function callSafely(name: string, hook: () => unknown): Promise<void> {
  try {
    await hook()
  } catch (error) {
    warn(`[mida] ${name} failed:`, error)
  }
}

/** Prints a message once in the life of the process. */
export function sayOnce(message: string): void {
  const { said } = getRegistry()
  if (said.has(message)) return
  said.add(message)
  warn(message)
}

export function warn(...parts: readonly unknown[]): void {
  // biome-ignore lint/suspicious/noConsole: the one place from which the kit speaks to the operator.
  console.warn(...parts)
}

/** Says why events wait, each code at most once a minute: an outage is told before anything is given up. */
export function createWaitReporter(): (failure: Pick<Failure, 'code' | 'message'>) => void {
  const limiter = createLimiter()
  return ({ code, message }) => {
    if (code === 'visitor_not_found') return // Usual: Mida meets the visitor a moment later.
    limiter(code, (more) => warn(`[mida] Events wait and are sent again: ${code}. ${message}${more}`))
  }
}

/** Says that something of the app's own failed, at most once a minute. */
export function createTroubleReporter(name: string): (error: unknown) => void {
  const limiter = createLimiter()
  return (error) => limiter(name, (more) => warn(`[mida] ${name} failed${more}:`, error))
}

function createConsoleReporter(): Reporter {
  const limiter = createLimiter()
  return ({ event, delivery }) => {
    if (delivery.status !== 'failed' && delivery.status !== 'in_doubt') return
    const { code, message } = delivery.failure
    if (code === 'misconfigured') return // Said once already, with what to do.
    const name = JSON.stringify(event.name)
    limiter(code, (more) =>
      warn(toPrintableText(`[mida] ${name} was not recorded: ${delivery.status} ${code}. ${message}${more}`)),
    )
  }
}

/** Lets each code speak at most once a minute, and counts what it kept quiet. */
function createLimiter(): (code: string, say: (more: string) => void) => void {
  const spoken = new Map<string, { atMs: number; quietCount: number }>()
  return (code, say) => {
    const last = spoken.get(code)
    const nowMs = Date.now()
    if (last && nowMs - last.atMs < SAY_AGAIN_AFTER_MS) {
      last.quietCount += 1
      return
    }
    spoken.set(code, { atMs: nowMs, quietCount: 0 })
    say(last && last.quietCount > 0 ? ` (and ${last.quietCount} more since)` : '')
  }
}
