// Opening and closing real servers.
import { Agent, request } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { createEmulator, type Listening } from '../src/index.ts'
import { EVENT_PATH, failOnArrival, validCall } from './api-calls.ts'

const open: Listening[] = []
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())))

async function listen(emulator = createEmulator(), options = {}): Promise<Listening> {
  const server = await emulator.listen(options)
  open.push(server)
  return server
}

it('listens on 127.0.0.1 at a free port, and says where', async () => {
  const server = await listen()

  expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

it('opens several servers with one state', async () => {
  const emulator = createEmulator()
  emulator.visitors.seed({ id: 'user_1' })
  for (const server of [await listen(emulator), await listen(emulator)]) {
    await fetch(server.url + EVENT_PATH, validCall())
  }

  expect(emulator.events.list()).toHaveLength(2)
})

it('rejects with one clear sentence when the port is in use', async () => {
  const { port } = await listen()

  await expect(listen(undefined, { port })).rejects.toMatchObject({
    message: `Cannot listen on 127.0.0.1:${port}: the port is in use.`,
    code: 'EADDRINUSE',
  })
})

it('closes while connections are idle, hanging or streaming, and again', async () => {
  const emulator = createEmulator()
  const server = await listen(emulator)
  const agent = new Agent({ keepAlive: true })
  await new Promise((resolve) => {
    request(`${server.url}/health`, { agent }, (response) => response.resume().on('end', resolve)).end()
  })
  await fetch(`${server.url}/emulator/stream`)
  const arrived = failOnArrival(emulator, { kind: 'hang' })
  const hanging = fetch(server.url + EVENT_PATH, validCall()).catch((error: unknown) => error)
  await arrived

  await server.close()
  await server.close()
  expect(await hanging).toBeInstanceOf(TypeError)
  await expect(fetch(`${server.url}/health`)).rejects.toThrow(TypeError)
  agent.destroy()
})

it('survives a client that leaves in the middle of its body', async () => {
  const emulator = createEmulator()
  const server = await listen(emulator)
  const closed = new Promise((resolve) => {
    const sent = request(server.url + EVENT_PATH, { method: 'POST', headers: { 'content-length': 100 } })
    sent.on('error', resolve)
    sent.write('{"event', () => sent.destroy(new Error('left')))
  })
  await closed

  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect(emulator.requests.list()).toEqual([])
})

it.each(['/', '/emulator/stream'])('answers HEAD at %s, and ends', async (path) => {
  const server = await listen()
  const response = await fetch(server.url + path, { method: 'HEAD' })

  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
})
