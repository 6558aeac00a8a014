// What the kit prints of events: where each went and why, for whom, and never a whole address.
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMida } from '../src/index.ts'
import { createKit, events, KEYS, post, wireEvent } from './support.ts'

const said: string[] = []

beforeEach(() => {
  said.length = 0
  vi.spyOn(console, 'warn').mockImplementation((...parts) => {
    said.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '))
  })
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('the debug mode', () => {
  it('says of each event where it went and why', async () => {
    const { emulator, mida } = createKit({ debug: true })
    const { midaUuid } = emulator.visitors.seed()
    const seen = wireEvent({ mida_uuid: midaUuid })

    await mida.handle(post({ events: [seen, wireEvent()] }))
    await mida.flush()
    await mida.handle(post({ events: [seen] }))

    const id = String(seen.kit_event_id)
    const whom = `{"midaUuid":"${midaUuid.slice(0, 4)}…"}`
    expect(said.filter((line) => line.includes(id))).toEqual([
      `[mida] "form_submitted" from the browser (${id}), for ${whom}: accepted, it is on its way to Mida.`,
      `[mida] "form_submitted" from the browser (${id}), for ${whom}: recorded at Mida, by mida_uuid.`,
      `[mida] "form_submitted" from the browser (${id}), for ${whom}: not sent again, its kit_event_id or dedupeKey is known.`,
    ])
    expect(said.find((line) => line.includes('no_visitor'))).toContain(
      'for nobody: not recorded (no_visitor)',
    )
  })

  it('is switched on by MIDA_DEBUG too, and is off by default', async () => {
    const { mida } = createKit()
    await mida.track('signed_up', {}, { visitor: { id: 'ann' } })
    expect(said).toEqual([])

    vi.stubEnv('MIDA_DEBUG', '1')
    await createKit().mida.track('signed_up', {}, { visitor: { id: 'ann' } })

    expect(said[0]).toContain('for {"id":"…"}: accepted')
  })

  it('prints no whole email address and no key', async () => {
    const { mida } = createKit({ debug: true })

    await mida.track('signed_up', {}, { visitor: { email: 'ann.lee@shop.example' }, wait: 'accepted' })

    expect(said.join()).toContain('{"email":"[redacted]"}')
    expect(said.join()).not.toMatch(/ann\.lee|demo-api-key/)
  })
})

describe('the log mode', () => {
  it('says for whom a browser’s event would be recorded: the session’s user, the uuid, nobody', async () => {
    const createLogging = (user: { id: string } | null) =>
      createMida({ events, mode: 'log', user: () => user })
    const event = wireEvent({ mida_uuid: 'abc123', as: 'ann' })

    await createLogging({ id: 'ann' }).handle(post({ events: [event] }))
    await createLogging(null).handle(post({ events: [{ ...event, as: null }] }))
    const answer = await createLogging(null).handle(post({ events: [wireEvent()] }))

    expect(said.map((line) => line.split('} ').at(-1))).toEqual([
      '{"id":"…","midaUuid":"abc1…"}',
      '{"midaUuid":"abc1…"}',
      'null',
    ])
    expect(await answer.json()).toEqual({ results: [{ status: 'skipped', because: 'log' }] })
  })

  it('says it of a request’s own events, and off asks nobody', async () => {
    const user = vi.fn(() => ({ id: 'ann' }))
    const request = post({})

    await createMida({ events, mode: 'log', user }).forRequest(request).track('signed_up')
    expect(said).toEqual(['[mida] not recorded (log mode): signed_up {} {"id":"…"}'])
    await createMida({ events, mode: 'off', user }).forRequest(request).track('signed_up')

    expect(user).toHaveBeenCalledTimes(1)
  })
})

describe('check', () => {
  it('says that the set-up is right, or what is wrong with it and which page tells more', async () => {
    vi.stubEnv('MIDA_API_KEY', 'Bearer secret-api-key')
    vi.stubEnv('MIDA_PROJECT_KEY', 'demo-project')

    expect(await createMida({ events, ...KEYS }).check()).toEqual({ status: 'ok', mode: 'live' })
    expect(await createMida({ events, mode: 'off' }).check()).toEqual({ status: 'ok', mode: 'off' })
    expect(await createMida({ events }).check()).toMatchObject({
      status: 'misconfigured',
      code: 'MIDA-307',
      message: expect.stringContaining('docs/errors/MIDA-307.md'),
    })
    expect(said.join()).not.toContain('secret-api-key')
  })

  it('asks Mida where it is told to, writes nothing, and tells swapped keys from right ones', async () => {
    const emulator = createEmulator()
    const right = createMida({ events, ...KEYS, fetch: emulator.fetch })
    const swapped = createMida({
      events,
      projectKey: KEYS.apiKey,
      apiKey: KEYS.projectKey,
      fetch: emulator.fetch,
    })
    const alone = createMida({ events, ...KEYS, fetch: () => Promise.reject(new Error('offline')) })

    expect(await right.check({ ask: true })).toEqual({ status: 'ok', mode: 'live' })
    expect(await swapped.check({ ask: true })).toMatchObject({
      status: 'refused',
      message: expect.stringContaining('swapped'),
    })
    expect(await alone.check({ ask: true })).toMatchObject({ status: 'unreachable' })
    expect(emulator.requests.list().every(({ method }) => method === 'GET')).toBe(true)
    expect(said.join()).not.toContain(KEYS.apiKey)
  })
})
