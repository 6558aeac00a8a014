// Tells the app what became of its events, and never lets the app's own errors back in.
import type { Catalogue, MidaFailure } from '@mida-kit/contract'
import type { DeliveryReport, MidaOptions } from './options.ts'
import { getRegistry } from './registry.ts'

export type Reporter = (report: DeliveryReport) => void

const SAY_AGAIN_AFTER_MS = 60_000

/** Calls `onDelivery`; where the app has none, failures go to the console, each code at most once a minute. */
export function createReporter(onDelivery: MidaOptions<Catalogue>['onDelivery']): Reporter {
  if (!onDelivery) return createConsoleReporter()
  return (report) => void callSafely('onDelivery', () => onDelivery(report))
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
export function createWaitReporter(): (failure: MidaFailure) => void {
  const limiter = createLimiter()
  return ({ code, message }) => {
    if (code === 'visitor_not_found') return // Usual: Mida meets the visitor a moment later.
    limiter(code, (more) => warn(`[mida] Events wait and are sent again: ${code}. ${message}${more}`))
  }
}

function createConsoleReporter(): Reporter {
  const limiter = createLimiter()
  return ({ event, delivery }) => {
    if (delivery.status !== 'failed' && delivery.status !== 'in_doubt') return
    const { code, message } = delivery.failure
    if (code === 'misconfigured') return // Said once already, with what to do.
    const name = JSON.stringify(event.name)
    limiter(code, (more) =>
      warn(`[mida] ${name} was not recorded: ${delivery.status} ${code}. ${message}${more}`),
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
