// With a secret, users are known to Mida by the HMAC of their id: everywhere, and never by the id itself.
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMida as createNextMida } from '../src/next/index.ts'
import { createKit, events, get, KEYS, post, readAnswer, wireEvent } from './support.ts'

const SECRET = 'a secret that nobody can guess'
const HASHED = createHmac('sha256', SECRET).update('ann').digest('base64url')
const UUID = '85a35aca4df9'

function createHashingKit(options: Parameters<typeof createKit>[0] = {}) {
  const kit = createKit({ hashIds: { secret: SECRET }, user: () => ({ id: 'ann' }), ...options })
  kit.emulator.visitors.seed({ id: HASHED })
  return kit
}

describe('hashIds', () => {
  it('is the HMAC-SHA256 of the id in base64url, which any system can make', async () => {
    const { mida } = createHashingKit()

    expect(await mida.hashId('ann')).toBe(HASHED)
    expect(await createKit().mida.hashId(5)).toBe('5')
  })

  it('names the user to Mida, for a visitor that the app names and for one of the session', async () => {
    const { emulator, mida, reports } = createHashingKit()

    await mida.track('signed_up', {}, { visitor: { id: 'ann' }, wait: 'outcome' })
    await mida.handle(post({ events: [wireEvent({ as: HASHED })] }))
    await mida.flush()

    const sent = emulator.requests.list().map(({ body }) => JSON.parse(body).id)
    expect(sent).toEqual([HASHED, HASHED])
    expect(reports.at(-1)?.delivery).toMatchObject({ status: 'recorded', recordedBy: 'id' })
    expect(JSON.stringify(reports)).not.toContain('"ann"')
  })

  it('is what the browser is told of its user, so that identify uses it', async () => {
    const { mida } = createHashingKit()

    expect((await readAnswer(await mida.handle(get()))).body).toEqual({ user: { id: HASHED } })
  })

  it('leaves a browser no way to be somebody by a guessed id', async () => {
    const { emulator, mida, outcomeOf } = createHashingKit({ user: () => null })
    const event = wireEvent({
      event_name: 'profile_saved',
      properties: { field: 'x' },
      as: 'ann',
      mida_uuid: UUID,
    })

    await mida.handle(post({ events: [event] }))

    expect(await outcomeOf(String(event.kit_event_id))).toMatchObject({ status: 'failed' })
    expect(emulator.requests.list()).toEqual([])
  })

  it('binds the cookie to the hashed id, and tells onVisitor of the app’s own user', async () => {
    const told: unknown[] = []
    const after: (() => Promise<void>)[] = []
    const { mida } = createHashingKit({ onVisitor: (report) => void told.push(report) })

    const request = post({ visitor: { mida_uuid: UUID, as: HASHED } })
    const response = await mida.handle(request, { after: (work) => after.push(work) })
    for (const work of after) await work()

    expect(response.headers.get('set-cookie')).toContain(`${UUID}~`)
    expect(told).toEqual([{ midaUuid: UUID, user: { id: 'ann' }, isShared: false }])
  })

  it('holds in the Next door too', async () => {
    const { emulator } = createHashingKit()
    const mida = createNextMida({
      events,
      ...KEYS,
      hashIds: { secret: SECRET },
      fetch: emulator.fetch,
      user: () => ({ id: 'ann' }),
      onDelivery: () => {},
    })

    await mida.track('signed_up', {}, { wait: 'outcome' })

    expect(JSON.parse(emulator.requests.list()[0]?.body ?? '')).toMatchObject({ id: HASHED })
  })

  it.each([undefined, '', 'too short'])(
    'with %j for a secret records nothing: no id goes out as it is',
    async (secret) => {
      const { emulator, mida } = createHashingKit({ hashIds: { secret } })

      const delivery = await mida.track('signed_up', {}, { visitor: { id: 'ann' } })
      const session = await mida.handle(get())

      expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'misconfigured' } })
      expect(JSON.stringify(delivery)).toContain('MIDA-321')
      expect(session.status).toBe(503)
      expect(await session.json()).not.toHaveProperty('user')
      expect(emulator.requests.list()).toEqual([])
    },
  )
})
