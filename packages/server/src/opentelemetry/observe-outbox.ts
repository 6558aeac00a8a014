// What the outbox holds and has done, as metrics: read from the store each time that metrics are collected.
import type { Meter } from '@opentelemetry/api'
import type { OutboxReport } from '../outbox/outbox-sender.ts'

type ReadOutbox = () => Promise<OutboxReport | null>

/**
 * Gauges `mida.outbox.waiting` by `mida.sent_from`, `mida.outbox.dead`, `mida.outbox.in_doubt`, `mida.outbox.failing` by
 * `mida.cause`, `mida.outbox.oldest_waiting` in seconds, and the counter `mida.outbox.events` by `mida.status`. Without an outbox,
 * or where it cannot be read, nothing is observed.
 */
export function observeOutbox(readOutbox: ReadOutbox, meter: Meter): void {
  const gauge = (name: string, description: string, unit?: string) =>
    meter.createObservableGauge(`mida.outbox.${name}`, unit ? { description, unit } : { description })
  const waiting = gauge('waiting', 'Events that wait in the outbox')
  const dead = gauge('dead', 'Events kept as dead letters')
  const inDoubt = gauge('in_doubt', 'Events that may have been recorded')
  const failing = gauge('failing', 'Events that failed and wait, are dead or in doubt')
  const oldest = gauge('oldest_waiting', 'Age of the oldest event that waits; 0 where none does', 's')
  const events = meter.createObservableCounter('mida.outbox.events', {
    description: 'What this process has done with the events of the outbox',
  })
  meter.addBatchObservableCallback(
    async (observer) => {
      const report = await readOutbox().catch(() => null)
      if (!report) return
      observer.observe(waiting, report.waiting.server, { 'mida.sent_from': 'server' })
      observer.observe(waiting, report.waiting.browser, { 'mida.sent_from': 'browser' })
      observer.observe(dead, report.dead)
      observer.observe(inDoubt, report.inDoubt)
      observer.observe(oldest, (report.oldestWaitingMs ?? 0) / 1_000)
      for (const [code, count] of Object.entries(report.byCode)) {
        observer.observe(failing, count, { 'mida.cause': code })
      }
      for (const [status, count] of toCounts(report))
        observer.observe(events, count, { 'mida.status': status })
    },
    [waiting, dead, inDoubt, failing, oldest, events],
  )
}

function toCounts({ counts }: OutboxReport): [string, number][] {
  const { accepted, duplicate, recorded, resent, dead, inDoubt, unattributable, abandoned } = counts
  return Object.entries({
    accepted,
    duplicate,
    recorded,
    resent,
    dead,
    in_doubt: inDoubt,
    unattributable,
    abandoned,
  })
}
