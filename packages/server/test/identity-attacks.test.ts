// Every way to name a visitor in a request, tried by nobody and by a stranger who is logged in: none of them records as
// somebody's `id` or `email`. What a foreign uuid does open is written down in docs/security.md, and held here.
import { defineEvents, type User } from '@mida-kit/contract'
import { createEmulator } from '@mida-kit/emulator'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createMida, type VisitorReport } from '../src/index.ts'
import { toUserTag } from '../src/visitor-cookie.ts'
import { ANN, type Attack, type Fields, WAYS } from './attack-ways.ts'
import { get, KEYS, post, readAnswer, wireEvent } from './support.ts'

// Loose on purpose: a schema that lets everything pass must not let an identity pass.
const events = defineEvents({
  anything: z.looseObject({}),
  of_a_user: { schema: z.looseObject({}), identity: 'user' },
  of_a_visitor: { schema: z.looseObject({}), identity: 'visitor' },
})
const NAMES = Object.keys(events)

/** A shop whose Ann is known to Mida by id, email and uuid, and who is not the one that asks. */
function createShop(user: User | null) {
  const emulator = createEmulator()
  const reports: VisitorReport[] = []
  const ann = emulator.visitors.seed(ANN)
  const bob = emulator.visitors.seed({ id: 'bob' })
  const own = emulator.visitors.seed()
  const mida = createMida({
    events,
    ...KEYS,
    fetch: emulator.fetch,
    random: () => 0,
    onDelivery: () => {},
    onVisitor: (report) => {
      reports.push(report)
    },
    user: () => user,
  })
  const bodies = (): Fields[] => emulator.requests.list().map(({ body }) => JSON.parse(body))
  return {
    emulator,
    mida,
    reports,
    bodies,
    uuids: { ann: ann.midaUuid, bob: bob.midaUuid, own: own.midaUuid },
  }
}

type Shop = ReturnType<typeof createShop>

/** Sends one event of each policy with the attack in it; gives the answers' statuses. */
async function attackWith({ mida }: Shop, mida_uuid: string, attack: Attack): Promise<void> {
  const list = NAMES.map((event_name) =>
    wireEvent({ event_name, properties: { page: 1 }, mida_uuid, ...attack.event }),
  )
  const body = JSON.stringify({ events: list, ...attack.body })
  const request = post(attack.text ? attack.text(body) : body, {
    path: attack.path ?? '/api/m',
    headers: attack.headers ?? {},
  })
  await readAnswer(await mida.handle(request))
  await mida.flush()
}

const SESSIONS: readonly (readonly [string, User | null])[] = [
  ['nobody', null],
  ['a stranger', { id: 'bob' }],
]

describe.each(SESSIONS)('%s', (_who, user) => {
  it.each(WAYS)('cannot record as somebody’s id or email by %s', async (_way, attack) => {
    const shop = createShop(user)

    await attackWith(shop, shop.uuids.own, attack)
    // The same with the stranger's own tag, so that the session's id is in play.
    await attackWith(shop, shop.uuids.own, { ...attack, event: { as: user?.id ?? null, ...attack.event } })

    for (const { event_name, id, mida_uuid, properties: _properties, ...rest } of shop.bodies()) {
      expect(rest).toEqual({})
      expect(NAMES).toContain(event_name)
      expect(id).toBe(mida_uuid === undefined ? user?.id : undefined)
    }
    expect(shop.emulator.events.list().filter(({ visitor }) => visitor === shop.uuids.ann)).toEqual([])
    expect(shop.reports.filter((report) => report.user !== null && report.user.id !== user?.id)).toEqual([])
  })

  it('can record by each of the ways with nothing wrong in it', async () => {
    const shop = createShop(user)

    await attackWith(shop, shop.uuids.own, { event: { as: user?.id ?? null } })

    expect(shop.emulator.events.list().map(({ name, by }) => [name, by])).toEqual(
      user === null
        ? [
            ['anything', 'mida_uuid'],
            ['of_a_visitor', 'mida_uuid'],
          ]
        : expect.arrayContaining([
            ['anything', 'id'],
            ['of_a_user', 'id'],
            ['of_a_visitor', 'mida_uuid'],
          ]),
    )
  })

  it('is never told who somebody else is', async () => {
    const { mida, uuids } = createShop(user)
    const tag = await toUserTag('ann')

    for (const path of ['/api/m?id=ann', '/api/m?as=ann&user=ann']) {
      const { body } = await readAnswer(
        await mida.handle(
          get(path, { cookie: `__Host-mida_visitor=${uuids.ann}~${tag}`, 'x-user-id': 'ann' }),
        ),
      )
      expect(body).toEqual({ user: user === null ? null : { id: user.id } })
    }
  })
})

describe('with Ann’s uuid', () => {
  it('nobody records as her visitor, as with Mida’s own script, and never an event that needs a user', async () => {
    const shop = createShop(null)

    await attackWith(shop, shop.uuids.ann, { event: { as: null } })

    expect(shop.emulator.events.list()).toMatchObject([
      { name: 'anything', by: 'mida_uuid', visitor: shop.uuids.ann },
      { name: 'of_a_visitor', by: 'mida_uuid', visitor: shop.uuids.ann },
    ])
  })

  it('a stranger whom Mida knows records as themselves', async () => {
    const shop = createShop({ id: 'bob' })

    await attackWith(shop, shop.uuids.ann, { event: { as: 'bob' } })

    const byName = Object.fromEntries(shop.emulator.events.list().map(({ name, visitor }) => [name, visitor]))
    expect(byName).toEqual({
      anything: shop.uuids.bob,
      of_a_user: shop.uuids.bob,
      of_a_visitor: shop.uuids.ann,
    })
  })

  it('a stranger whom Mida does not know yet records as her visitor, but never an event that needs a user', async () => {
    const shop = createShop({ id: 'newcomer' })

    await attackWith(shop, shop.uuids.ann, { event: { as: 'newcomer' } })

    const recorded = shop.emulator.events.list().filter(({ visitor }) => visitor === shop.uuids.ann)
    expect(recorded.map(({ name, by }) => [name, by]).sort()).toEqual([
      ['anything', 'mida_uuid'],
      ['of_a_visitor', 'mida_uuid'],
    ])
  })

  it('nobody is kept as Ann: the cookie and onVisitor take her tag only from her own session', async () => {
    const tag = await toUserTag('ann')
    for (const user of [null, { id: 'bob' }]) {
      const { mida, reports, uuids } = createShop(user)
      const works: (() => Promise<void>)[] = []
      const after = (work: () => Promise<void>): void => {
        works.push(work)
      }
      const claim = { visitor: { mida_uuid: uuids.ann, as: 'ann' } }

      const answer = await readAnswer(await mida.handle(post(claim), { after }))
      const withCookie = { headers: { cookie: `__Host-mida_visitor=${uuids.ann}~${tag}` } }
      const again = await readAnswer(await mida.handle(post(claim, withCookie), { after }))
      await Promise.all(works.map((work) => work()))

      expect([answer.headers.getSetCookie(), again.headers.getSetCookie(), reports]).toEqual([[], [], []])
    }
  })

  it('in the kit’s cookie beside one’s own, the first one counts, and only as a visitor', async () => {
    const shop = createShop(null)
    const cookie = `__Host-mida_visitor=${shop.uuids.own}; __Host-mida_visitor=${shop.uuids.ann}`

    await shop.mida.handle(post({ events: [wireEvent({ event_name: 'anything' })] }, { headers: { cookie } }))
    await shop.mida.flush()

    expect(shop.emulator.events.list()).toMatchObject([{ by: 'mida_uuid', visitor: shop.uuids.own }])
  })

  it('a sister site’s cookie does not count on https: its name is one that no subdomain can set', async () => {
    const shop = createShop(null)
    const cookie = `mida_visitor=${shop.uuids.ann}`

    const { body } = await readAnswer(
      await shop.mida.handle(
        post({ events: [wireEvent({ event_name: 'anything' })] }, { headers: { cookie } }),
      ),
    )
    await shop.mida.flush()

    expect(body.results).toMatchObject([{ status: 'refused', code: 'no_visitor' }])
    expect(shop.emulator.events.list()).toEqual([])
  })
})

describe('a session that is not what it seems', () => {
  it.each([
    ['an id with more text around it', { id: ' ann' }],
    ['an id in another case', { id: 'ANN' }],
    ['an id in letters that look alike', { id: '\u0430nn' }],
    ['an id in another normal form', { id: 'an\u0303n' }],
    ['a number that reads the same', { id: 0 }],
  ])('(%s) is not Ann’s: her tag is compared letter by letter', async (_what, user) => {
    const shop = createShop(user)

    await attackWith(shop, shop.uuids.own, { event: { as: 'ann' } })

    expect(shop.emulator.events.list().filter(({ visitor }) => visitor === shop.uuids.ann)).toEqual([])
    expect(shop.bodies().filter(({ id }) => id !== undefined)).toEqual([])
  })

  it('has an email of its own that is never an identifier', async () => {
    const shop = createShop({ id: 'newcomer', email: ANN.email })

    await attackWith(shop, shop.uuids.own, { event: { as: 'newcomer' } })

    expect(shop.bodies().filter(({ email }) => email !== undefined)).toEqual([])
    expect(shop.emulator.events.list().filter(({ visitor }) => visitor === shop.uuids.ann)).toEqual([])
  })
})
