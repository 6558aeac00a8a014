// The figures of an outbox as rows of the table, with what they must come to.

const STORES = { sqlite: 'SQLite', postgres: 'PostgreSQL' }
const ACCEPTED_PER_SECOND = 20_000
const LOOP_P99_MS = 10
const OF_BARE_INSERT = 0.7
const OF_MEMORY = 0.5

/** One way to bring events in: by so many callers at the same time, each waiting until its event is durable. */
export function toAcceptRow({ store, name, callers }, figures, bare) {
  const { perSecond, cpuMsPer1000, loopP99Ms, loopMaxMs, callP50Ms, callP99Ms } = figures
  const rateShare = callers === 1 ? perSecond / bare.perSecond : undefined
  const isFree = loopP99Ms <= LOOP_P99_MS
  const call = `a call p50 ${callP50Ms.toFixed(2)}, p99 ${callP99Ms.toFixed(2)} ms`
  const loop = `loop p99 ${loopP99Ms.toFixed(1)}, max ${loopMaxMs.toFixed(1)} ms`
  return {
    row: `accepted, ${callers === 1 ? 'one after another' : `${callers.toLocaleString('en')} callers`}`,
    subject: name === 'bare' ? `${STORES[store]}, bare synced insert` : `@mida-kit/server, ${STORES[store]}`,
    ...{ perSecond, rateShare, cpuMsPer1000, loopP99Ms, callP50Ms, callP99Ms },
    note: name === 'bare' ? call : `${loop}; ${call}`,
    ...(name === 'kit' && store === 'sqlite' ? toAim(callers, { perSecond, rateShare, isFree }) : {}),
  }
}

function toAim(callers, { perSecond, rateShare = 0, isFree }) {
  if (callers === 1) return { aim: '≥ 70 %, loop p99 ≤ 10 ms', isMet: rateShare >= OF_BARE_INSERT && isFree }
  return { aim: '≥ 20,000/s, loop p99 ≤ 10 ms', isMet: perSecond >= ACCEPTED_PER_SECOND && isFree }
}

const WAYS = { memory: 'the queue in memory', through: 'tracked and sent', drained: 'what waits is sent' }

/** One way to send events: from memory, through the outbox, or out of a full one. */
export function toLeaveRow({ store, how }, { perSecond, cpuMsPer1000, lost }, memory) {
  const rateShare = perSecond / memory.perSecond
  return {
    row: `delivered, ${WAYS[how]}`,
    subject: how === 'memory' ? '@mida-kit/server' : `@mida-kit/server, ${STORES[store]}`,
    ...{ perSecond, rateShare, cpuMsPer1000, cpuTimes: cpuMsPer1000 / memory.cpuMsPer1000, lost },
    note: lost > 0 ? `${lost} lost` : '',
    ...(store === 'sqlite' ? { aim: '≥ 50 %', isMet: rateShare >= OF_MEMORY && lost === 0 } : {}),
  }
}
