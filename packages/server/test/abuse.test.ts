// What a hostile browser, or a wrong session, cannot do to the events of others.
import { describe, expect, it, vi } from 'vitest'
import { createKit, get, post, readAnswer, wireEvent } from './support.ts'

const ORDER = { order_id: 'o1' }

describe('browsers’ events', () => {
  it('cannot make a server event be forgotten, so that it counts twice', async () => {
    const { emulator, mida } = createKit({ queueCapacity: 40 })
    emulator.visitors.seed({ id: 'ann' })
    const { midaUuid } = emulator.visitors.seed()
    await mida.track('order_paid', ORDER, { visitor: { id: 'ann' }, wait: 'outcome' })

    for (let request = 0; request < 50; request += 1) {
      await mida.handle(
        post({ events: Array.from({ length: 15 }, () => wireEvent({ mida_uuid: midaUuid })) }),
      )
      await mida.flush()
    }

    const again = await mida.track('order_paid', ORDER, { visitor: { id: 'ann' }, wait: 'outcome' })
    expect(again).toMatchObject({ status: 'duplicate' })
  })

  it('never stand before a server event of the same visitor', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()
    emulator.fail({ kind: 'hang', match: ({ body }) => body.includes('"browser"') })

    await mida.handle(post({ events: Array.from({ length: 20 }, () => wireEvent({ mida_uuid: midaUuid })) }))
    const delivery = await mida.track('signed_up', {}, { visitor: { midaUuid }, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'recorded' })
    await mida.close({ withinMs: 1 })
  })

  it('fill half of the queue at most, by count and by bytes, and one visitor’s 200 of it', async () => {
    const send = async (
      limits: { queueCapacity: number; queueBytes?: number },
      uuids: (index: number) => string,
    ) => {
      const { emulator, mida } = createKit(limits)
      emulator.fail({ kind: 'hang', times: Number.POSITIVE_INFINITY })
      let accepted = 0
      for (let request = 0; request < 20; request += 1) {
        const events = Array.from({ length: 20 }, (_, index) =>
          wireEvent({ mida_uuid: uuids(request * 20 + index) }),
        )
        const { results } = await (await mida.handle(post({ events }))).json()
        accepted += results.filter(({ status }: { status: string }) => status === 'accepted').length
      }
      const own = await mida.track('signed_up', {}, { visitor: { id: 'ann' } })
      await mida.close({ withinMs: 1 })
      return { accepted, own: own.status }
    }

    expect(await send({ queueCapacity: 100 }, (index) => `uuid-${index}`)).toEqual({
      accepted: 50,
      own: 'accepted',
    })
    expect(await send({ queueCapacity: 10_000 }, () => 'one')).toEqual({ accepted: 200, own: 'accepted' })
    const byBytes = await send({ queueCapacity: 10_000, queueBytes: 4_000 }, (index) => `uuid-${index}`)
    expect(byBytes.accepted).toBeLessThan(20)
    expect(byBytes.own).toBe('accepted')
  })

  it('of visitors whom Mida does not know wait in a tenth of the queue', async () => {
    const { mida, reports } = createKit({ queueCapacity: 100, random: () => 0.9 })

    for (let index = 0; index < 20; index += 1) {
      await mida.handle(post({ events: [wireEvent({ mida_uuid: `ghost-${index}` })] }))
    }
    await mida.flush({ withinMs: 20 })

    expect(reports.filter(({ delivery }) => delivery.status === 'failed')).toHaveLength(10)
    await mida.close({ withinMs: 1 })
  })

  it('are answered the same, whether Mida knows their visitor or not', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()
    const answers = async (uuid: string): Promise<unknown[]> => {
      const body = { events: [wireEvent({ mida_uuid: uuid })] }
      const all = [await readAnswer(await mida.handle(post(body)))]
      all.push(await readAnswer(await mida.handle(post(body))))
      await mida.flush()
      all.push(await readAnswer(await mida.handle(post(body))))
      return all.map(({ status, body: answer }) => ({ status, answer }))
    }

    expect(await answers('nobody-knows-it')).toEqual(await answers(midaUuid))
  })

  it('are refused by the same bound, whether Mida knows their visitor or not', async () => {
    const { mida } = createKit({ random: () => 0.9 })
    const statuses = new Set<string>()

    for (let request = 0; request < 15; request += 1) {
      const events = Array.from({ length: 20 }, () => wireEvent({ mida_uuid: 'nobody-knows-it' }))
      const { results } = await (await mida.handle(post({ events }))).json()
      for (const { status } of results) statuses.add(status)
      await mida.flush({ withinMs: 20 })
    }

    expect([...statuses]).toEqual(['accepted'])
    await mida.close({ withinMs: 1 })
  })

  it('cannot be recorded twice by sending one before and one after a login', async () => {
    let user: { id: string } | null = null
    const { emulator, mida } = createKit({ user: () => user })
    const { midaUuid } = emulator.visitors.seed({ id: 'ann' })
    const body = { events: [wireEvent({ as: 'ann', mida_uuid: midaUuid })] }

    await mida.handle(post(body))
    await mida.flush()
    user = { id: 'ann' }
    await mida.handle(post(body))
    await mida.flush()

    expect(emulator.events.list()).toHaveLength(1)
  })
})

describe('an event that needs a user', () => {
  it('is never recorded by a uuid that the browser claims', async () => {
    const { emulator, mida } = createKit({ user: () => ({ id: 'stranger' }) })
    const { midaUuid } = emulator.visitors.seed()
    const event = {
      event_name: 'profile_saved',
      properties: { field: 'name' },
      as: 'stranger',
      mida_uuid: midaUuid,
    }

    await mida.handle(post({ events: [wireEvent(event)] }))
    await mida.flush()

    expect(emulator.events.list()).toEqual([])
  })
})

describe('a user option that names nobody well', () => {
  it.each([undefined, null, '', Number.NaN, {}, 'a\nb', 'x'.repeat(257)])(
    '(id %j) is as good as none: 503',
    async (id) => {
      const said = vi.spyOn(console, 'warn').mockImplementation(() => {})
      const { emulator, mida } = createKit({ user: () => ({ id }) as { id: string } })

      const session = await readAnswer(await mida.handle(get()))
      const answer = await readAnswer(
        await mida.handle(post({ events: [wireEvent({ mida_uuid: 'uuid1' })] })),
      )

      expect([session.status, answer.status]).toEqual([503, 503])
      expect(said).toHaveBeenCalled()
      expect(emulator.requests.list()).toEqual([])
      said.mockRestore()
    },
  )
})

describe('text that no JSON reader likes', () => {
  it.each([
    ['a NUL', { properties: { form: 'a\u0000' } }, 'events[0].properties.form'],
    ['half a surrogate pair', { properties: { form: '\ud800' } }, 'events[0].properties.form'],
    ['half a pair in a path', { url_path: '/\ud800' }, 'events[0].url_path'],
    ['a script for an origin', { url_origin: 'javascript:alert(1)' }, 'events[0].url_origin'],
    ['a forbidden key', JSON.parse('{"__proto__":{"x":1}}'), 'events[0].__proto__'],
  ])('(%s) is refused', async (_what, fields, field) => {
    const { emulator, mida } = createKit()
    const event = { ...wireEvent({ mida_uuid: 'uuid1' }) }
    for (const key of Object.keys(fields))
      Object.defineProperty(event, key, { value: fields[key], enumerable: true })

    const answer = await readAnswer(await mida.handle(post({ events: [event] })))

    expect(answer).toMatchObject({ status: 422, body: { field } })
    expect(emulator.requests.list()).toEqual([])
  })

  it('and a time beyond belief is the time of arrival', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()

    await mida.handle(
      post({ events: [wireEvent({ mida_uuid: midaUuid, occurred_at: '0001-01-01T00:00:00Z' })] }),
    )
    await mida.flush()

    const [event] = emulator.events.list()
    expect(Math.abs(Date.parse(String(event?.properties?.occurred_at)) - Date.now())).toBeLessThan(60_000)
  })
})
