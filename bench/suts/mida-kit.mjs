// The kit: a catalogue with a schema, events for known users; over an outbox where one is given.
import { defineEvents } from '@mida-kit/contract'
import { createMida } from '@mida-kit/server'
import { z } from 'zod'
import { KEYS, NAME, PROPERTIES, toUserId } from './event.mjs'

const events = defineEvents({
  [NAME]: { schema: z.object({ amount: z.number(), plan: z.string() }), from: 'server' },
})

/** Events that are kept under way for each connection: those of an outbox are also written, and removed. */
const FED = { memory: 8, outbox: 32 }

/**
 * @param {import('./sut.d.ts').SutOptions} options @param {import('@mida-kit/server').Outbox} [outbox]
 * @returns {import('./sut.d.ts').Sut & { start: () => Promise<void> }}
 */
export function open({ origin, connections, onEnd }, outbox) {
  const mida = createMida({
    events,
    ...KEYS,
    apiUrl: `${origin}/v2`,
    ...(outbox ? { outbox } : {}),
    ...(connections ? { connections } : {}),
    onDelivery: ({ delivery }) => {
      if (delivery.status !== 'accepted' && delivery.status !== 'queued')
        onEnd(delivery.status === 'recorded')
    },
  })
  return {
    // Its queue is kept fed, as a busy server would; how many are sent at once is its own affair.
    window: (connections ?? 32) * (outbox ? FED.outbox : FED.memory),
    track: (index) => void mida.track(NAME, PROPERTIES, { visitor: { id: toUserId(index) } }),
    /** Begins to send what an outbox holds. */
    start: () => mida.start(),
  }
}

/** A client that only takes events in: another one sends them. @param {import('@mida-kit/server').Outbox} outbox */
export function openAcceptor(outbox) {
  const mida = createMida({
    events,
    ...KEYS,
    outbox,
    sendsFromOutbox: false,
    mode: 'live',
    onDelivery: () => {},
  })
  return {
    start: () => mida.start(),
    /** Resolves when the event is durable. @param {number} index */
    accept: async (index) => {
      const { status } = await mida.track(NAME, PROPERTIES, { visitor: { id: toUserId(index) } })
      if (status !== 'queued') throw new Error(`An event came to ${status}.`)
    },
    close: () => mida.close(),
  }
}
