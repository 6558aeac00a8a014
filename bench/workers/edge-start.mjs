// A cold start: reads the edge bundle, makes a client, takes its first event; reports the time of each.
import { pathToFileURL } from 'node:url'
import { finish, readOptions } from '../lib/child.mjs'

const { bundle } = readOptions()
await new Response('').text() // An edge runtime has it ready; Node loads it at its first use.
const startedMs = performance.now()
const { createMida, defineEvents } = await import(pathToFileURL(bundle).href)
const loadedMs = performance.now()
const mida = createMida({
  events: defineEvents({ signed_up: {} }),
  projectKey: 'bench-project',
  apiKey: 'bench-api-key-0123456789abcdef',
  fetch: async () => new Response('{"success":true,"message":"Event recorded successfully"}'),
})
const delivery = await mida.track('signed_up', {}, { visitor: { id: 'user_12345' }, wait: 'outcome' })
const recordedMs = performance.now()
if (delivery.status !== 'recorded') throw new Error(`The first event came to ${JSON.stringify(delivery)}.`)
finish({ loadMs: loadedMs - startedMs, firstEventMs: recordedMs - loadedMs })
