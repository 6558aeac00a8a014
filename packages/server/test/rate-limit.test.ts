// How often the endpoint may be asked, by whom, and that nobody can use up another's share.
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { asClient, ask, createLimited } from './limited.ts'
import { createKit, get, post, readAnswer, wireEvent } from './support.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('an address', () => {
  it('is refused with 429, Retry-After and a code once its share is used, for events and for the session', async () => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 2 })
    await ask(kit, asClient('203.0.113.1'), 2)

    const session = await readAnswer(await kit.mida.handle(get('/api/m', asClient('203.0.113.1'))))
    const event = { events: [wireEvent({ mida_uuid: 'uuid1' })] }
    const answer = await readAnswer(await kit.mida.handle(post(event, { headers: asClient('203.0.113.1') })))

    for (const refused of [session, answer]) {
      expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
      expect(refused.headers.get('retry-after')).toMatch(/^([1-9]|10)$/)
    }
    expect(kit.emulator.requests.list()).toEqual([])
  })

  it('leaves every other address its own share', async () => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 1 })

    expect(await ask(kit, asClient('203.0.113.1'), 3)).toEqual([200, 429, 429])
    expect(await ask(kit, asClient('203.0.113.2'), 1)).toEqual([200])
  })

  it('has its share again when the window has ended', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const kit = createLimited({ address: { hops: 1 }, perAddress: 1, windowMs: 10_000 })
    expect(await ask(kit, asClient('203.0.113.1'), 2)).toEqual([200, 429])

    vi.setSystemTime(Date.now() + 10_001)

    expect(await ask(kit, asClient('203.0.113.1'), 2)).toEqual([200, 429])
  })
})

describe('a visitor', () => {
  it('has a share inside its address', async () => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 100, perVisitor: 2 })

    expect(await ask(kit, asClient('203.0.113.1', 'uuid1'), 3)).toEqual([200, 200, 429])
    expect(await ask(kit, asClient('203.0.113.1', 'uuid2'), 1)).toEqual([200])
    expect(await ask(kit, asClient('203.0.113.1'), 1)).toEqual([200])
  })

  it('cannot be exhausted from another address', async () => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 100, perVisitor: 2 })
    await ask(kit, asClient('198.51.100.66', 'uuid1'), 50)

    expect(await ask(kit, asClient('203.0.113.1', 'uuid1'), 2)).toEqual([200, 200])
  })

  it('of many made-up names does not ask more than its address may', async () => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 5 })
    const statuses: number[] = []
    for (let index = 0; index < 10; index += 1) {
      statuses.push(...(await ask(kit, asClient('203.0.113.1', `uuid${index}`), 1)))
    }

    expect(statuses.filter((status) => status === 200)).toHaveLength(5)
  })
})

describe('without an address', () => {
  it('all clients share one bucket, and production says so once', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    globalThis.__midaKitServer = undefined
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const kit = createLimited({ withoutAddress: 3 })

    expect(await ask(kit, { 'x-forwarded-for': '203.0.113.1' }, 2)).toEqual([200, 200])
    expect(await ask(kit, { 'x-forwarded-for': '203.0.113.2' }, 2)).toEqual([200, 429])
    const said = warn.mock.calls.map(String).filter((line) => line.includes('rateLimit.address'))
    expect(said).toHaveLength(1)
  })

  it('a page is not held up by the default', async () => {
    const { mida } = createKit()
    const answers = await Promise.all(Array.from({ length: 200 }, () => mida.handle(get())))

    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })

  it('one visitor asks no more than their share by default, and rateLimit: false limits nobody', async () => {
    const visitor = asClient('203.0.113.1', 'uuid1')

    expect((await ask(createLimited({}), visitor, 61)).filter((status) => status === 429)).toHaveLength(1)
    expect((await ask(createLimited(false), visitor, 100)).every((status) => status === 200)).toBe(true)
  })
})

describe('what is refused anyway', () => {
  it('uses nothing up: another site cannot exhaust its visitors', async () => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 1 })
    await ask(kit, { ...asClient('203.0.113.1'), 'sec-fetch-site': 'cross-site' }, 20)
    await kit.mida.handle(get('/api/m?health', asClient('203.0.113.1')))

    expect(await ask(kit, asClient('203.0.113.1'), 1)).toEqual([200])
  })
})

describe('onVisitor', () => {
  it('is called a bounded number of times for one address, and no cookie is set for what it did not hear', async () => {
    const heard: string[] = []
    const { mida } = createKit({
      rateLimit: { address: { hops: 1 }, visitorReports: 2 },
      onVisitor: ({ midaUuid }) => void heard.push(midaUuid),
    })
    const cookies: (string | null)[] = []
    const bodies: string[] = []
    for (const uuid of ['a1', 'a2', 'a3']) {
      const headers = asClient('203.0.113.1')
      const answer = await mida.handle(post({ visitor: { mida_uuid: uuid } }, { headers }))
      cookies.push(answer.headers.get('set-cookie'))
      bodies.push(`${answer.status} ${await answer.text()}`)
    }
    await vi.waitFor(() => expect(heard).toHaveLength(2))

    expect(heard).toEqual(['a1', 'a2'])
    expect(cookies.map((cookie) => cookie !== null)).toEqual([true, true, false])
    expect(new Set(bodies).size).toBe(1)
  })
})

describe('a store', () => {
  it('is any limiter of rate-limiter-flexible, shared by several clients', async () => {
    const store = new RateLimiterMemory({ points: 1, duration: 1, keyPrefix: 'shop' })
    const one = createLimited({ address: { hops: 1 }, perAddress: 3, store })
    const other = createLimited({ address: { hops: 1 }, perAddress: 3, store })

    expect(await ask(one, asClient('203.0.113.1'), 2)).toEqual([200, 200])
    expect(await ask(other, asClient('203.0.113.1'), 2)).toEqual([200, 429])
    expect((await store.get('mida:address:203.0.113.1'))?.consumedPoints).toBe(4)
  })

  it('that is down neither opens nor closes the endpoint: requests are counted in memory', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const penalty = () => Promise.reject(new Error('redis down'))
    const kit = createLimited({ address: { hops: 1 }, perAddress: 1, store: { penalty } })

    expect(await ask(kit, asClient('203.0.113.1'), 2)).toEqual([200, 429])
  })

  it('in memory holds no more buckets than its capacity', async () => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 1, capacity: 10 })
    await ask(kit, asClient('203.0.113.1'), 1)
    for (let index = 0; index < 10; index += 1) await ask(kit, asClient(`198.51.100.${index}`), 1)

    // The oldest was forgotten, the newest is still known.
    expect(await ask(kit, asClient('198.51.100.9'), 1)).toEqual([429])
    expect(await ask(kit, asClient('203.0.113.1'), 1)).toEqual([200])
  })
})
