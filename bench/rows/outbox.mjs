// What durability costs: how many events a second an outbox accepts, beside a bare synced insert, and how many leave it, beside
// the queue in memory. Each run of each subject has a new, empty store.
import { runWorker } from '../lib/child.mjs'
import { say } from '../lib/install.mjs'
import { medians } from '../lib/stats.mjs'
import { startStores } from '../lib/stores.mjs'
import { toAcceptRow, toLeaveRow } from './outbox-rows.mjs'

const CALLERS = [1, 64, 1_000]
const CONNECTIONS = 32
/** Events that wait; the first of them only make the process warm. */
const WAITING = {
  sqlite: { warmUpCount: 10_000, count: 30_000 },
  postgres: { warmUpCount: 2_000, count: 6_000 },
}
/** By the clock, and the queue in memory comes further in that time: enough for each to be compiled. */
const WARM_UP_MS = { accept: 1_000, deliver: 2_000 }
const MEASURE_MS = 1_500
const MEMORY = { how: 'memory' }

/** @param {import('../lib/types.d.ts').Context} context @returns {Promise<import('../lib/types.d.ts').Row[]>} */
export async function measureOutbox(context) {
  const stores = await startStores()
  try {
    const accepted = await repeat('accepted', context, listAcceptances(stores), (subject) =>
      accept(subject, stores, context),
    )
    const left = await repeat('delivered', context, [MEMORY, ...listDepartures(stores)], (subject) =>
      leave(subject, stores, context),
    )
    const bareOf = (store) => find(accepted, (subject) => subject.store === store && subject.name === 'bare')
    const memory = find(left, (subject) => subject.how === 'memory')
    return [
      ...accepted.map(({ subject, figures }) => toAcceptRow(subject, figures, bareOf(subject.store))),
      ...left.map(({ subject, figures }) => toLeaveRow(subject, figures, memory)),
    ]
  } finally {
    await stores.remove()
  }
}

/** @param {import('../lib/stores.mjs').Stores} stores */
function listAcceptances({ stores }) {
  return stores.flatMap((store) => [
    { store, name: 'bare', callers: 1 },
    ...CALLERS.map((callers) => ({ store, name: 'kit', callers })),
  ])
}

/** @param {import('../lib/stores.mjs').Stores} stores */
function listDepartures({ stores }) {
  return stores.flatMap((store) => [
    { store, how: 'through' },
    { store, how: 'drained' },
  ])
}

/** Interleaved: one turn for each subject, then the next turn. Gives the medians. */
async function repeat(what, { runs }, subjects, measure) {
  const reports = subjects.map((subject) => ({ subject, figures: [] }))
  for (let run = 1; run <= runs; run += 1) {
    say(`outbox, ${what}: run ${run} of ${runs}`)
    for (const { subject, figures } of reports) figures.push(await measure(subject))
  }
  return reports.map(({ subject, figures }) => ({ subject, figures: medians(figures) }))
}

async function accept({ store, name, callers }, stores, { scale }) {
  const at = await stores.create(store)
  return runWorker('accept.mjs', {
    ...{ subject: name, store, at, callers },
    ...{ warmUpMs: WARM_UP_MS.accept * scale, measureMs: MEASURE_MS * scale },
  })
}

async function leave({ store, how }, stores, { upstream: { origin }, scale }) {
  const timing = { warmUpMs: WARM_UP_MS.deliver * scale, measureMs: MEASURE_MS * scale }
  const common = { origin, connections: CONNECTIONS }
  if (how === 'memory') return runWorker('deliver.mjs', { sut: 'mida-kit', ...common, ...timing })
  const at = await stores.create(store)
  if (how === 'through') {
    return runWorker('deliver.mjs', { sut: 'mida-kit-outbox', outbox: { store, at }, ...common, ...timing })
  }
  const count = Math.round(WAITING[store].count * scale)
  const warmUpCount = Math.round(WAITING[store].warmUpCount * scale)
  await runWorker('fill.mjs', { store, at, count })
  return runWorker('drain.mjs', { store, at, count, warmUpCount, ...common })
}

function find(measured, isIt) {
  return measured.find(({ subject }) => isIt(subject))?.figures
}
