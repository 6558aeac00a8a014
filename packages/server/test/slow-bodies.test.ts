// Bodies that drip or never end: answered within a bound of the kit's own, whatever the server in front allows.
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, expect, it } from 'vitest'
import { createMida } from '../src/node/index.ts'
import { createKit, events, KEYS, post } from './support.ts'

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function toEndless(text: string): { readonly request: Request; readonly isCancelled: () => boolean } {
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    cancel: () => {
      isCancelled = true
    },
  })
  const { url, headers } = post('')
  const init = { method: 'POST', headers, body, duplex: 'half' }
  return { request: new Request(url, init), isCancelled: () => isCancelled }
}

it('a body that never ends is answered 408 after bodyTimeoutMs, and is let go', async () => {
  const { emulator, mida } = createKit({ bodyTimeoutMs: 20 })
  const { request, isCancelled } = toEndless('{"events":[')

  const answer = await mida.handle(request)

  expect(answer.status).toBe(408)
  expect(await answer.json()).toMatchObject({ code: 'body_too_slow' })
  expect(isCancelled()).toBe(true)
  expect(emulator.requests.list()).toEqual([])
})

it('a body that drips into a Node server is answered 408, and the connection is closed', async () => {
  const mida = createMida({ events, ...KEYS, fetch: createEmulator().fetch, bodyTimeoutMs: 20 })
  const server = createServer(mida.handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const head = `POST /api/m HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n`

  const answer = await new Promise<string>((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head}{"ev`))
    socket.on('data', (chunk) => {
      received += String(chunk)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })

  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toMatch(/^connection: close\r$/im)
})

it('bodyTimeoutMs must be above 0', () => {
  expect(() => createKit({ bodyTimeoutMs: 0 })).toThrow('bodyTimeoutMs')
})
