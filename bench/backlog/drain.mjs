// Times the status of an outbox, then drains it for a while and says how fast and in how much memory.
import { setTimeout as pause } from 'node:timers/promises'
import { defineEvents } from '@mida-kit/contract'
import { createMida } from '@mida-kit/server'
import { createSqliteOutbox } from '@mida-kit/server/outbox/sqlite'
import { say } from '../lib/install.mjs'
import { KEYS } from '../suts/event.mjs'

const SAMPLE_EVERY_MS = 10_000

const [, , path = '', apiUrl = '', secondsText = '0'] = process.argv
const outbox = createSqliteOutbox({ path })
await outbox.open()
for (let run = 0; run < 5; run += 1) {
  const startedMs = performance.now()
  const { waiting } = await outbox.status()
  const tookMs = Math.round(performance.now() - startedMs)
  say(`status of ${waiting.server + waiting.browser} waiting events: ${tookMs} ms`)
}

const mida = createMida({ events: defineEvents({}), ...KEYS, apiUrl, outbox, mode: 'live' })
await mida.start()
const untilMs = performance.now() + Number(secondsText) * 1_000
let before = { recorded: 0, atMs: performance.now() }
for (let left = 1; left > 0 && performance.now() < untilMs; ) {
  await pause(SAMPLE_EVERY_MS)
  const report = await mida.outboxReport()
  const recorded = report?.counts.recorded ?? 0
  const atMs = performance.now()
  const perSecond = Math.round(((recorded - before.recorded) * 1_000) / (atMs - before.atMs))
  const megabytes = Math.round(process.memoryUsage.rss() / 1_048_576)
  say(`${recorded} recorded, ${perSecond}/s, ${megabytes} MB`)
  before = { recorded, atMs }
  left = (report?.waiting.server ?? 0) + (report?.waiting.browser ?? 0)
}
await mida.close()
