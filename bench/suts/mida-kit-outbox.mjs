// The kit over an outbox: every event is durable before it is sent.
import { open as openKit } from './mida-kit.mjs'
import { openOutbox } from './outboxes.mjs'

/** @param {import('./sut.d.ts').SutOptions} options @returns {Promise<import('./sut.d.ts').Sut>} */
export async function open(options) {
  if (!options.outbox) throw new Error('This subject needs an outbox.')
  return openKit(options, await openOutbox(options.outbox))
}
