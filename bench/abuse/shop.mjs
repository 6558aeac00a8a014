// The shop under attack, in a process of its own: the kit's endpoint behind a plain Node server.
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { defineEvents } from '@mida-kit/contract'
import { createMida } from '@mida-kit/server'
import { z } from 'zod'
import { readOptions } from '../lib/child.mjs'
import { KEYS } from '../suts/event.mjs'

const { apiUrl, isTrusting = false } = readOptions()

const mida = createMida({
  events: defineEvents({
    form_submitted: z.object({ form: z.string() }),
    signed_up: {},
    plan_upgraded: { from: 'server' },
  }),
  ...KEYS,
  apiUrl,
  rateLimit: { withoutAddress: 1_000_000_000 },
  onDelivery: () => {},
})

// `slowhttptest` sends no header of its own: it shall get as far as the body.
const ADDED = isTrusting ? [['sec-fetch-site', 'same-origin']] : []

let crashes = 0
const server = createServer(async (incoming, outgoing) => {
  try {
    const { method, url, headers } = incoming
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const answer = await mida.handle(
      new Request(new URL(url, 'http://shop.example'), {
        method,
        headers: [...Object.entries(headers).map(([name, value]) => [name, String(value)]), ...ADDED],
        ...(hasBody ? { body: Readable.toWeb(incoming), duplex: 'half' } : {}),
      }),
    )
    outgoing.writeHead(answer.status, [...answer.headers].flat())
    outgoing.end(await answer.text())
  } catch (error) {
    crashes += 1
    console.error(error)
    if (!outgoing.headersSent) outgoing.writeHead(500)
    outgoing.end()
  }
})

server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.on('message', async (question) => {
  if (question === 'flush') await mida.flush({ withinMs: 10_000 })
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  process.send?.({ crashes, rssMb: rss / 1_048_576, heapMb: heapUsed / 1_048_576 })
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
