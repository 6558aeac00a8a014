// Which address a request counts for: what the platform says, never what a client writes.
import { describe, expect, it } from 'vitest'
import { createMida, type RateLimitOptions } from '../src/index.ts'
import { asClient, ask, createLimited } from './limited.ts'
import { events, get, KEYS } from './support.ts'

describe('an address', () => {
  it.each<[RateLimitOptions['address'], Record<string, string>, Record<string, string>]>([
    ['vercel', { 'x-vercel-forwarded-for': '203.0.113.1' }, { 'x-forwarded-for': '9.9.9.9' }],
    ['cloudflare', { 'cf-connecting-ip': '203.0.113.1' }, { 'x-forwarded-for': '9.9.9.9' }],
    ['fly', { 'fly-client-ip': '203.0.113.1' }, { 'x-real-ip': '9.9.9.9' }],
    ['netlify', { 'x-nf-client-connection-ip': '203.0.113.1' }, { 'x-forwarded-for': '9.9.9.9' }],
    [{ header: 'X-Real-IP' }, { 'x-real-ip': '203.0.113.1' }, { 'x-forwarded-for': '9.9.9.9' }],
    [{ hops: 1 }, { 'x-forwarded-for': '203.0.113.1' }, { 'x-forwarded-for': '9.9.9.9, 203.0.113.1' }],
    [
      { hops: 2 },
      { 'x-forwarded-for': '203.0.113.1, 10.0.0.1' },
      { 'x-forwarded-for': '9.9.9.9, 203.0.113.1:4711, 10.0.0.1' },
    ],
  ])('by %j is not changed by what a client adds', async (address, honest, forged) => {
    const kit = createLimited({ address, perAddress: 1 })
    expect(await ask(kit, honest, 1)).toEqual([200])

    expect(await ask(kit, { ...honest, ...forged }, 1)).toEqual([429])
  })

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', 'IPv6 of one /64'],
    ['2001:DB8:1:2::1', '[2001:db8:1:2:3:4:5:6]:443', 'IPv6 in another spelling'],
    ['203.0.113.1', '::ffff:203.0.113.1', 'IPv4 inside IPv6'],
  ])('%s and %s are one (%s)', async (one, other) => {
    const kit = createLimited({ address: { hops: 1 }, perAddress: 1 })
    expect(await ask(kit, asClient(one), 1)).toEqual([200])

    expect(await ask(kit, asClient(other), 1)).toEqual([429])
  })

  it.each(['', 'unknown', '999.1.1.1', 'a:b', '<script>', '1.2.3', '::1]/x['])(
    'that is none (%j) shares the bucket of the unknown ones',
    async (address) => {
      const kit = createLimited({ address: { header: 'x-real-ip' }, perAddress: 1, withoutAddress: 2 })
      const statuses = await ask(kit, { 'x-real-ip': address }, 2)

      expect([...statuses, ...(await ask(kit, {}, 1))]).toEqual([200, 200, 429])
    },
  )

  it('of the connection is read by hops: 0 alone', async () => {
    const kit = createLimited({ address: { hops: 0 }, perAddress: 1 })
    const statuses: number[] = []
    for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.2']) {
      const request = get('/api/m', { 'x-forwarded-for': '9.9.9.9' })
      statuses.push((await kit.mida.handle(request, { address })).status)
    }

    expect(statuses).toEqual([200, 429, 200])
  })
})

describe('a limit that cannot be used', () => {
  it.each<RateLimitOptions>([
    { perAddress: 0 },
    { windowMs: Number.NaN },
    { address: { hops: -1 } },
    { address: { hops: 1.5 } },
    { address: { header: 'not a header' } },
  ])('%j throws when the client is made', (rateLimit) => {
    expect(() => createMida({ events, ...KEYS, rateLimit })).toThrow('MIDA-308')
  })

  it('a platform that nobody knows throws too', () => {
    const rateLimit = JSON.parse('{ "address": "toString" }')

    expect(() => createMida({ events, ...KEYS, rateLimit })).toThrow('MIDA-308')
  })
})
