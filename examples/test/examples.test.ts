// Each example as its framework runs it: the endpoint answers, takes events and refuses, and an action knows its user.
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { EXAMPLES, type Served } from './served.ts'

const PAGE = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
const ANN = { ...PAGE, cookie: 'session=ann' }

let emulator: Emulator
let close: () => Promise<void>

beforeAll(async () => {
  emulator = createEmulator()
  const listening = await emulator.listen()
  close = listening.close
  vi.stubEnv('MIDA_API_URL', `${listening.url}/v2`)
  vi.stubEnv('MIDA_PROJECT_KEY', 'demo-project')
  vi.stubEnv('MIDA_API_KEY', 'demo-api-key')
  emulator.visitors.seed({ id: 'ann' })
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await close()
})

describe.each(Object.entries(EXAMPLES))('the example %s', (name, start) => {
  let served: Served

  beforeAll(async () => {
    served = await start()
  })
  afterAll(() => served.stop())

  const toBody = (fields: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({
      events: [{ event_name: 'form_submitted', occurred_at: new Date().toISOString(), ...fields }],
    })

  it('says that it is there, and who is logged in', async () => {
    const health = await served.ask('/api/m?health')
    const session = await served.ask('/api/m', { headers: ANN })
    const nobody = await served.ask('/api/m', { headers: PAGE })

    expect(await health.json()).toEqual({ ok: true })
    expect(await session.json()).toEqual({ user: { id: 'ann' } })
    expect(await nobody.json()).toEqual({ user: null })
    expect(session.headers.get('cache-control')).toBe('no-store')
  })

  it('records a browser’s event by the session’s user', async () => {
    const body = toBody({ kit_event_id: `event-of-${name}`, as: 'ann', properties: { form: name } })

    const answer = await served.ask('/api/m', { method: 'POST', headers: ANN, body })

    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: 202,
      body: { results: [{ status: 'accepted' }] },
    })
    await vi.waitFor(() => {
      const recorded = emulator.events.list().find(({ properties }) => properties?.form === name)
      expect(recorded).toMatchObject({ name: 'form_submitted', by: 'id' })
    })
  })

  it('sets its cookie, with every attribute', async () => {
    const body = JSON.stringify({ visitor: { mida_uuid: 'abc123' } })

    const answer = await served.ask('/api/m', { method: 'POST', headers: PAGE, body })

    expect(answer.headers.getSetCookie()).toEqual([
      'mida_visitor=abc123; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax',
    ])
  })

  it('refuses another site, a wrong body and one that is too large', async () => {
    const ask = async (headers: Record<string, string>, body: string): Promise<number> =>
      (await served.ask('/api/m', { method: 'POST', headers, body })).status
    const large = JSON.stringify({ events: [], filler: 'x'.repeat(100_000) })

    expect(await ask({ ...PAGE, 'sec-fetch-site': 'cross-site' }, '{}')).toBe(403)
    expect(await ask({ ...PAGE, 'content-type': 'text/plain' }, '{}')).toBe(415)
    expect(await ask(PAGE, '{')).toBe(400)
    expect(await ask(PAGE, large)).toBe(413)
  })

  it('tracks for the user of a request in an action', async () => {
    const before = emulator.events.list({ name: 'plan_upgraded' }).length

    const answer = await served.ask('/upgrade', { method: 'POST', headers: { cookie: 'session=ann' } })

    expect(await answer.text()).toBe('accepted')
    await vi.waitFor(() => {
      expect(emulator.events.list({ name: 'plan_upgraded' })).toHaveLength(before + 1)
    })
  })
})
