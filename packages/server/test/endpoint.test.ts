// The app's route as a browser, and as an attacker, meets it: what it answers, and that nothing bad is forwarded.
import { createEmulator } from '@mida-kit/emulator'
import { describe, expect, it, vi } from 'vitest'
import { createKit, get, KEYS, post, readAnswer, wireEvent, withoutSite } from './support.ts'

describe('GET', () => {
  it('says who is logged in, by id alone', async () => {
    const { mida } = createKit({ user: () => ({ id: 7, email: 'ann@example.com', plan: 'pro' }) })

    expect(await readAnswer(await mida.handle(get()))).toMatchObject({
      status: 200,
      body: { user: { id: '7' } },
    })
  })

  it('says null for nobody', async () => {
    const { mida } = createKit({ user: () => null })

    expect((await readAnswer(await mida.handle(get()))).body).toEqual({ user: null })
  })

  it('is not answered to another site', async () => {
    const { mida } = createKit({ user: () => ({ id: 'ann' }) })

    for (const site of ['cross-site', 'same-site']) {
      const answer = await readAnswer(await mida.handle(get('/api/m', { 'sec-fetch-site': site })))
      expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } })
    }
  })

  it('answers 503 when the session cannot be read', async () => {
    const { mida } = createKit({
      user: () => {
        throw new Error('database down')
      },
    })

    const answer = await readAnswer(await mida.handle(get()))

    expect(answer).toMatchObject({ status: 503, body: { code: 'session_unavailable' } })
    expect(JSON.stringify(answer.body)).not.toContain('database')
  })

  it('says that the route is there, and no more', async () => {
    const { mida } = createKit()

    expect((await readAnswer(await mida.handle(get('/api/m?health')))).body).toEqual({ ok: true })
  })
})

describe('a request that is taken', () => {
  it('is answered before Mida is asked, and records the event with the page', async () => {
    const emulator = createEmulator()
    const { midaUuid } = emulator.visitors.seed()
    const { mida } = createKit({ emulator })
    const event = wireEvent({
      mida_uuid: midaUuid,
      properties: { form: 'newsletter', extra: 'dropped by the schema', sent_from: 'forged' },
      url_origin: 'https://shop.example',
      url_path: '/home',
    })

    const answer = await readAnswer(await mida.handle(post({ events: [event] })))
    await mida.flush()

    expect(answer).toMatchObject({ status: 202, body: { results: [{ status: 'accepted' }] } })
    expect(emulator.events.list()).toMatchObject([
      { name: 'form_submitted', visitor: midaUuid, by: 'mida_uuid' },
    ])
    expect(emulator.events.list()[0]?.properties).toEqual({
      form: 'newsletter',
      url_origin: 'https://shop.example',
      url_path: '/home',
      kit_event_id: event.kit_event_id,
      occurred_at: event.occurred_at,
      sent_from: 'browser',
    })
  })

  it.each([
    ['development', true],
    ['production', false],
  ])('shows the delivery in %s: %s', async (environment, isShown) => {
    vi.stubEnv('NODE_ENV', environment)
    const { mida } = createKit()
    const event = wireEvent({ mida_uuid: 'uuid1' })

    const { body } = await readAnswer(await mida.handle(post({ events: [event] })))
    vi.unstubAllEnvs()

    const delivery = { status: 'accepted', eventId: event.kit_event_id }
    expect(body.results).toEqual([{ status: 'accepted', ...(isShown ? { delivery } : {}) }])
    await mida.close({ withinMs: 1 })
  })

  it('may come by plain http, where Origin agrees with the host', async () => {
    const { mida } = createKit()
    const request = withoutSite(
      post(
        { forget: true },
        {
          origin: 'http://10.0.0.5:3000',
          headers: { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' },
        },
      ),
    )

    expect((await mida.handle(request)).status).toBe(202)
  })

  it('may come from an origin that the app lists, exactly', async () => {
    const { mida } = createKit({ allowedOrigins: ['https://app.example'] })
    const from = (origin: string) =>
      post({ forget: true }, { headers: { 'sec-fetch-site': 'cross-site', origin } })

    expect((await mida.handle(from('https://app.example'))).status).toBe(202)
    expect((await mida.handle(from('https://app.example.evil.example'))).status).toBe(403)
  })

  it('carries nothing of the client to Mida', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()
    const headers = { cookie: 'session=secret', authorization: 'Bearer theirs', 'x-forwarded-for': '1.2.3.4' }

    await mida.handle(post({ events: [wireEvent({ mida_uuid: midaUuid })] }, { headers }))
    await mida.flush()

    expect(Object.keys(emulator.requests.list()[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'authorization',
      'content-type',
    ])
    expect(emulator.requests.list()[0]?.headers.authorization).toBe(`Bearer ${KEYS.apiKey}`)
  })

  it('is recorded once however often it is sent, while it is pending and after', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()
    const body = { events: [wireEvent({ mida_uuid: midaUuid })] }

    const pending = await Promise.all([mida.handle(post(body)), mida.handle(post(body))])
    await mida.flush()
    const settled = await readAnswer(await mida.handle(post(body)))

    expect(pending.map(({ status }) => status)).toEqual([202, 202])
    expect(settled.body).toEqual({ results: [{ status: 'duplicate' }] })
    expect(emulator.events.list()).toHaveLength(1)
  })

  it.each(['denied', 'pending'])('skips what was tracked under consent %s', async (consent) => {
    const { emulator, mida } = createKit()

    const answer = await readAnswer(
      await mida.handle(post({ events: [wireEvent({ mida_uuid: 'uuid1', consent })] })),
    )

    expect(answer.body).toEqual({ results: [{ status: 'skipped', because: 'no_consent' }] })
    expect(emulator.requests.list()).toEqual([])
  })
})
