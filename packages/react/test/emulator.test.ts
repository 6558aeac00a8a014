// The client against the browser script of the local Mida, in both of its generations.
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient } from '../src/index.ts'
import { cleanPage } from './browser-page.ts'
import { createEndpoint, type TestEndpoint } from './endpoint.ts'

const ADDRESS = 'http://mida.test/js/optimize.js?key=demo-project'

let emulator: Emulator

beforeEach(() => {
  cleanPage()
  emulator = createEmulator()
  vi.stubGlobal('fetch', emulator.fetch)
})
afterEach(() => {
  vi.unstubAllGlobals()
  cleanPage()
})

/** Runs the script as its element would, without the simulated browser's own loader. */
async function runScript(query: string): Promise<void> {
  const address = `${ADDRESS}${query}`
  const text = await (await emulator.fetch(address)).text()
  Object.defineProperty(document, 'currentScript', { configurable: true, value: { src: address } })
  new Function(text)()
}

function start(endpoint: TestEndpoint): ReturnType<typeof createMidaClient> {
  Object.assign(globalThis, { mdq: [] })
  return createMidaClient({ endpoint: '/api/m', fetch: endpoint.fetch, flushAfterMs: 0 })
}

describe.each(['documented', '2024'])('the script of the generation %s', (generation) => {
  const query = `&generation=${generation}`

  it('gives an anonymous visitor a uuid that Mida knows', async () => {
    const endpoint = createEndpoint()
    const client = start(endpoint)
    const delivery = client.track('signed_up')

    await runScript(query)
    await delivery

    const [visitor] = emulator.visitors.list()
    expect(endpoint.events()).toMatchObject([{ as: null, mida_uuid: visitor?.midaUuid }])
    expect(client.getUuid()).toEqual({ status: 'ready', uuid: visitor?.midaUuid })
  })

  it('ties a login to the visitor, and the uuid is read again after a merge', async () => {
    const known = emulator.visitors.seed({ id: 'user_12345' })
    const endpoint = createEndpoint()
    const client = start(endpoint)
    void client.track('one')
    await runScript(query)
    await vi.waitUntil(() => client.getUuid().status === 'ready')
    const anonymous = client.getUuid()

    const result = await client.identify({ id: 'user_12345', plan: 'pro' })
    await client.track('two')

    expect(result).toEqual({ status: 'identified', midaUuid: known.midaUuid })
    expect(client.getUuid()).toEqual({ status: 'ready', uuid: known.midaUuid })
    expect(endpoint.events()).toMatchObject([
      { event_name: 'one', as: null, mida_uuid: anonymous.status === 'ready' ? anonymous.uuid : '' },
      { event_name: 'two', as: 'user_12345', mida_uuid: known.midaUuid },
    ])
    expect(emulator.visitors.get({ id: 'user_12345' })?.attributes).toEqual({ plan: 'pro' })
  })

  it('ties a numeric id that the session knows before the script is there', async () => {
    const client = start(createEndpoint())
    const result = client.identify({ id: 7 })

    await runScript(query)

    const midaUuid =
      (await result).status === 'identified' ? emulator.visitors.get({ id: '7' })?.midaUuid : ''
    expect(await result).toEqual({ status: 'identified', midaUuid })
  })

  it('is found on a second page view by the cookie of the first', async () => {
    start(createEndpoint())
    await runScript(query)
    await vi.waitUntil(() => document.cookie.includes('optimize_uuid='))
    for (const name of ['mida', '_h_uuid', Symbol.for('@mida-kit/react')])
      Reflect.deleteProperty(globalThis, name)

    const client = start(createEndpoint())
    await vi.waitUntil(() => client.getUuid().status === 'ready')

    expect(client.getUuid()).toEqual({ status: 'ready', uuid: emulator.visitors.list()[0]?.midaUuid })
  })
})

describe('faults of the script', () => {
  it('an identify that hangs is bounded', async () => {
    Object.assign(globalThis, { mdq: [] })
    const client = createMidaClient({
      endpoint: '/api/m',
      fetch: createEndpoint().fetch,
      identifyTimeoutMs: 20,
    })
    await runScript('&fault=identify_hangs')

    expect(await client.identify({ id: 'a' })).toEqual({ status: 'timed_out' })
  })

  it('a script that throws leaves the uuid unavailable at the deadline', async () => {
    const client = createMidaClient({ endpoint: '/api/m', fetch: createEndpoint().fetch, uuidDeadlineMs: 20 })
    await expect(runScript('&fault=throw')).rejects.toThrow('told to fail')

    await vi.waitUntil(() => client.getUuid().status !== 'pending')

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'timed_out' })
  })

  it('a refused consent leaves the uuid unavailable for want of it', async () => {
    const client = createMidaClient({ endpoint: '/api/m', fetch: createEndpoint().fetch, uuidDeadlineMs: 20 })
    await runScript('&consent=required')

    await vi.waitUntil(() => client.getUuid().status !== 'pending', 3_000)

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'no_consent' })
  })
})
