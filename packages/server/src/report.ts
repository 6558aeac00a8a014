// Tells the app what became of its events, and never lets the app's own errors back in.
import type { Catalogue } from '@mida-kit/contract'
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

function createConsoleReporter(): Reporter {
  const lastSaidMs = new Map<string, number>()
  let unsaidCount = 0
  return ({ event, delivery }) => {
    if (delivery.status !== 'failed' && delivery.status !== 'in_doubt') return
    const nowMs = Date.now()
    const { code, message } = delivery.failure
    if (code === 'misconfigured') return // Said once already, with what to do.
    if (nowMs - (lastSaidMs.get(code) ?? 0) < SAY_AGAIN_AFTER_MS) {
      unsaidCount += 1
      return
    }
    lastSaidMs.set(code, nowMs)
    const more = unsaidCount > 0 ? ` (and ${unsaidCount} like it)` : ''
    unsaidCount = 0
    warn(
      `[mida] ${JSON.stringify(event.name)} was not recorded: ${delivery.status} ${code}. ${message}${more}`,
    )
  }
}
