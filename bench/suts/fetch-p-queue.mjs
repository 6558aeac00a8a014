// What is often written by hand: fetch, with p-retry around it and p-queue before it.
import PQueue from 'p-queue'
import pRetry from 'p-retry'
import { KEYS, NAME, PROPERTIES, toUserId } from './event.mjs'

/** @param {import('./sut.d.ts').SutOptions} options @returns {import('./sut.d.ts').Sut} */
export function open({ origin, connections, onEnd }) {
  const queue = new PQueue({ concurrency: connections })
  const post = async (index) => {
    const answer = await fetch(`${origin}/v2/project/${KEYS.projectKey}/event`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ event_name: NAME, id: toUserId(index), properties: PROPERTIES }),
    })
    if (!answer.ok) throw new Error(`Mida answered ${answer.status}`)
    return (await answer.json()).success === true
  }
  return {
    window: connections * 8,
    track: (index) =>
      void queue.add(() => pRetry(() => post(index), { retries: 3 })).then(onEnd, () => onEnd(false)),
  }
}
