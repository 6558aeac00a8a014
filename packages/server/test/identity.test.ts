// Whom a browser's event is recorded against: the session decides, the event's own tag is only compared.
import type { User } from '@mida-kit/contract'
import { describe, expect, it } from 'vitest'
import { createKit, type Kit, post, wireEvent } from './support.ts'

type Session = { user: User | null }

/** A shop whose session the test can change, with Ann, Bob and an anonymous visitor known to Mida. */
function createShop(): { kit: Kit; session: Session; uuids: { ann: string; bob: string; nobody: string } } {
  const session: Session = { user: null }
  const kit = createKit({ user: () => session.user })
  const { seed } = kit.emulator.visitors
  const uuids = {
    ann: seed({ id: 'ann' }).midaUuid,
    bob: seed({ id: 'bob' }).midaUuid,
    nobody: seed().midaUuid,
  }
  return { kit, session, uuids }
}

async function send(
  { mida }: Kit,
  fields: Readonly<Record<string, unknown>>,
  headers = {},
): Promise<unknown> {
  const answer = await mida.handle(post({ events: [wireEvent(fields)] }, { headers }))
  await mida.flush()
  const { results } = await answer.json()
  return results[0]
}

describe('an event of somebody who is logged in', () => {
  it('is recorded by the session’s id where the tag agrees, whatever uuid comes with it', async () => {
    const { kit, session, uuids } = createShop()
    session.user = { id: 'ann' }

    await send(kit, { as: 'ann', mida_uuid: uuids.bob })

    expect(kit.emulator.events.list()).toMatchObject([{ visitor: uuids.ann, by: 'id' }])
  })

  it('is recorded by a numeric id as text', async () => {
    const { kit, session } = createShop()
    const { midaUuid } = kit.emulator.visitors.seed({ id: '7' })
    session.user = { id: 7 }

    await send(kit, { as: '7' })

    expect(kit.emulator.events.list()).toMatchObject([{ visitor: midaUuid, by: 'id' }])
  })

  it('falls back on its own uuid where Mida does not know the id yet', async () => {
    const { kit, session, uuids } = createShop()
    session.user = { id: 'newcomer' }

    await send(kit, { as: 'newcomer', mida_uuid: uuids.nobody })

    expect(kit.emulator.events.list()).toMatchObject([{ visitor: uuids.nobody, by: 'mida_uuid' }])
  })
})

describe('an event that was tracked as somebody else', () => {
  it.each([
    ['Ann, before Bob logged in', 'ann', { id: 'bob' }],
    ['Ann, before her session ended', 'ann', null],
    ['nobody, before Bob logged in', null, { id: 'bob' }],
    ['nobody knew whom, and Bob is logged in', undefined, { id: 'bob' }],
  ])('(%s) is recorded by its own uuid', async (_who, as, user) => {
    const { kit, session, uuids } = createShop()
    session.user = user

    await send(kit, { as, mida_uuid: uuids.ann })

    expect(kit.emulator.events.list()).toMatchObject([{ visitor: uuids.ann, by: 'mida_uuid' }])
  })

  it('is refused without a uuid of its own, and never recorded as the session’s user', async () => {
    const { kit, session } = createShop()
    session.user = { id: 'bob' }

    expect(await send(kit, { as: 'ann' })).toMatchObject({ status: 'refused', code: 'identity_changed' })
    expect(await send(kit, { as: null })).toMatchObject({ status: 'refused', code: 'identity_changed' })
    expect(kit.emulator.requests.list()).toEqual([])
  })

  it('is refused where the event needs a user', async () => {
    const { kit, session, uuids } = createShop()
    session.user = { id: 'bob' }
    const fields = { event_name: 'profile_saved', properties: { field: 'name' }, mida_uuid: uuids.ann }

    expect(await send(kit, { ...fields, as: 'ann' })).toMatchObject({ code: 'identity_changed' })
    session.user = null
    expect(await send(kit, { ...fields, as: null })).toMatchObject({ code: 'user_required' })
    expect(kit.emulator.requests.list()).toEqual([])
  })
})

describe('an event of nobody', () => {
  it('is recorded by the uuid in the body, before the one in the cookie', async () => {
    const { kit, uuids } = createShop()

    await send(kit, { mida_uuid: uuids.nobody }, { cookie: `__Host-mida_visitor=${uuids.ann}` })

    expect(kit.emulator.events.list()).toMatchObject([{ visitor: uuids.nobody }])
  })

  it('is recorded by the uuid in the kit’s cookie where its page knew none', async () => {
    const { kit, uuids } = createShop()

    await send(kit, {}, { cookie: `__Host-mida_visitor=${uuids.nobody}` })

    expect(kit.emulator.events.list()).toMatchObject([{ visitor: uuids.nobody }])
  })

  it('is refused where there is no uuid at all', async () => {
    const { kit } = createShop()

    expect(await send(kit, {})).toMatchObject({ status: 'refused', code: 'no_visitor' })
  })
})

describe('an event that belongs to the visitor by its policy', () => {
  it('is recorded by the uuid although somebody is logged in', async () => {
    const { kit, session, uuids } = createShop()
    session.user = { id: 'ann' }

    await send(kit, {
      event_name: 'banner_seen',
      properties: { banner: 'b' },
      as: 'ann',
      mida_uuid: uuids.nobody,
    })

    expect(kit.emulator.events.list()).toMatchObject([{ visitor: uuids.nobody, by: 'mida_uuid' }])
  })
})

/** A cookie as the route sets it for Ann: her uuid and the digest of her id. */
const ANN_TAGGED = `uuid-of-ann~${'a'.repeat(22)}`

describe('an attacker', () => {
  it.each([
    ['the tag', { as: 'ann' }, {}],
    ['the query', {}, {}],
    ['headers', {}, { 'x-user-id': 'ann', 'x-mida-id': 'ann', authorization: 'Bearer ann' }],
    ['a cookie', {}, { cookie: 'user=ann; id=ann; mida_visitor=ann' }],
    [
      'a second cookie of the same name',
      {},
      { cookie: `__Host-mida_visitor=${ANN_TAGGED}; __Host-mida_visitor=ann` },
    ],
    ['a header twice', {}, { 'x-user-id': 'ann, ann', 'x-mida-uuid': 'ann' }],
  ])('cannot record as somebody by %s', async (_way, fields, headers) => {
    const { kit, uuids } = createShop()
    const body = { events: [wireEvent({ mida_uuid: uuids.nobody, ...fields })] }

    await kit.mida.handle(post(body, { headers, path: '/api/m?id=ann&email=ann@example.com&as=ann' }))
    await kit.mida.flush()

    expect(kit.emulator.events.list().map((event) => event.by)).toEqual(['mida_uuid'])
    expect(kit.emulator.events.list().map((event) => event.visitor)).toEqual([uuids.nobody])
  })

  it('cannot use up the id of another’s event', async () => {
    const { kit, session, uuids } = createShop()
    const kit_event_id = 'guessed-event-id'

    session.user = { id: 'bob' }
    await send(kit, { kit_event_id, as: 'ann', mida_uuid: uuids.nobody })
    await send(kit, { kit_event_id, as: 'bob', mida_uuid: uuids.bob })
    session.user = { id: 'ann' }
    await send(kit, { kit_event_id, as: 'ann' })

    expect(kit.emulator.events.list().map((event) => event.visitor)).toContain(uuids.ann)
  })

  it('cannot claim a server event’s dedupeKey, or another visitor’s, first', async () => {
    const { kit, uuids } = createShop()
    const order = { event_name: 'order_paid', properties: { order_id: 'o1' } }

    await send(kit, { ...order, mida_uuid: uuids.bob })
    await send(kit, { ...order, mida_uuid: uuids.nobody })
    await kit.mida.track('order_paid', { order_id: 'o1' }, { visitor: { id: 'ann' }, wait: 'outcome' })

    expect(kit.emulator.events.list().map((event) => event.visitor)).toEqual([
      uuids.bob,
      uuids.nobody,
      uuids.ann,
    ])
  })
})

describe('an event that is sent again after a logout', () => {
  it('is known by its uuid, and not recorded twice', async () => {
    const { kit, session, uuids } = createShop()
    const fields = { kit_event_id: 'answer-was-lost', as: 'ann', mida_uuid: uuids.ann }

    session.user = { id: 'ann' }
    await send(kit, fields)
    session.user = null
    expect(await send(kit, fields)).toEqual({ status: 'duplicate' })

    expect(kit.emulator.events.list()).toHaveLength(1)
  })
})
