// The kit: a catalogue with a schema, events for known users.
import { defineEvents } from '@mida-kit/contract'
import { createMida } from '@mida-kit/server'
import { z } from 'zod'
import { KEYS, NAME, PROPERTIES, toUserId } from './event.mjs'

const events = defineEvents({
  [NAME]: { schema: z.object({ amount: z.number(), plan: z.string() }), from: 'server' },
})

/** @param {import('./sut.d.ts').SutOptions} options @returns {import('./sut.d.ts').Sut} */
export function open({ origin, connections, onEnd }) {
  const mida = createMida({
    events,
    ...KEYS,
    apiUrl: `${origin}/v2`,
    ...(connections ? { connections } : {}),
    onDelivery: ({ delivery }) => {
      if (delivery.status !== 'accepted') onEnd(delivery.status === 'recorded')
    },
  })
  return {
    // Its queue is kept fed, as a busy server would; how many are sent at once is its own affair.
    window: (connections ?? 32) * 8,
    track: (index) => void mida.track(NAME, PROPERTIES, { visitor: { id: toUserId(index) } }),
  }
}
