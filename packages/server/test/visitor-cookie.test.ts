// The kit's cookie: when it is set, for whom, and that it may hold anything without harm.
import type { User } from '@mida-kit/contract'
import { describe, expect, it } from 'vitest'
import type { VisitorReport } from '../src/index.ts'
import { createKit, post } from './support.ts'

const UUID = '2bd66cb0fe855497e983c3c507c2940b0e9901898630778ca9'

type Posted = { readonly setCookie: string | null; readonly told: VisitorReport[] }

async function postClaim(
  claim: Readonly<Record<string, unknown>>,
  { user = null, cookie, origin }: { user?: User | null; cookie?: string; origin?: string } = {},
): Promise<Posted> {
  const told: VisitorReport[] = []
  const { mida } = createKit({ user: () => user, onVisitor: (report) => void told.push(report) })
  const work: (() => Promise<void>)[] = []
  const headers: Record<string, string> = cookie === undefined ? {} : { cookie }
  const request = post({ visitor: claim }, { headers, ...(origin === undefined ? {} : { origin }) })
  const answer = await mida.handle(request, { after: (task) => void work.push(task) })
  expect(answer.status).toBe(202)
  expect(told).toEqual([])
  for (const task of work) await task()
  return { setCookie: answer.headers.get('set-cookie'), told }
}

function toCookieHeader(setCookie: string | null): string {
  return setCookie?.split(';')[0] ?? ''
}

describe('a uuid that the cookie does not hold', () => {
  it('is stored for a year, out of reach of scripts and subdomains, and told after the answer', async () => {
    const { setCookie, told } = await postClaim({ mida_uuid: UUID, as: null })

    expect(setCookie).toBe(
      `__Host-mida_visitor=${UUID}; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax`,
    )
    expect(told).toEqual([{ midaUuid: UUID, user: null, isShared: false }])
  })

  it('is stored under a plain name on plain http', async () => {
    const { setCookie } = await postClaim({ mida_uuid: UUID }, { origin: 'http://localhost:3000' })

    expect(setCookie).toBe(`mida_visitor=${UUID}; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax`)
  })

  it('is bound to the user after whose identify it was published', async () => {
    const user = { id: 'ann', plan: 'pro' }

    const { setCookie, told } = await postClaim({ mida_uuid: UUID, as: 'ann' }, { user })

    expect(toCookieHeader(setCookie)).toMatch(new RegExp(`^__Host-mida_visitor=${UUID}~[\\w-]{22}$`))
    expect(setCookie).not.toContain('ann')
    expect(told).toEqual([{ midaUuid: UUID, user, isShared: false }])
  })

  it('is stored unbound where somebody is logged in whom it was not published for', async () => {
    const { setCookie, told } = await postClaim({ mida_uuid: UUID, as: null }, { user: { id: 'ann' } })

    expect(toCookieHeader(setCookie)).toBe(`__Host-mida_visitor=${UUID}`)
    expect(told).toEqual([{ midaUuid: UUID, user: null, isShared: false }])
  })
})

describe('a uuid that changes nothing', () => {
  it.each([
    ['is held already', { mida_uuid: UUID, as: null }, null, `__Host-mida_visitor=${UUID}`],
    ['was published for somebody who is gone', { mida_uuid: UUID, as: 'ann' }, null, undefined],
    ['was published for another user', { mida_uuid: UUID, as: 'ann' }, { id: 'bob' }, undefined],
    ['comes without consent', { mida_uuid: UUID, consent: 'denied' }, null, undefined],
    ['comes before consent', { mida_uuid: UUID, consent: 'pending' }, null, undefined],
  ])('%s', async (_why, claim, user, cookie) => {
    const posted = await postClaim(claim, { user, ...(cookie === undefined ? {} : { cookie }) })

    expect(posted).toEqual({ setCookie: null, told: [] })
  })

  it('is held already for this user', async () => {
    const user = { id: 'ann' }
    const { setCookie } = await postClaim({ mida_uuid: UUID, as: 'ann' }, { user })

    const again = await postClaim({ mida_uuid: UUID, as: 'ann' }, { user, cookie: toCookieHeader(setCookie) })

    expect(again).toEqual({ setCookie: null, told: [] })
  })
})

describe('forget', () => {
  it('clears the cookie, which a script cannot', async () => {
    const { mida } = createKit()

    const answer = await mida.handle(
      post({ forget: true }, { headers: { cookie: `__Host-mida_visitor=${UUID}` } }),
    )

    expect(answer.headers.get('set-cookie')).toBe(
      '__Host-mida_visitor=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
  })
})

describe('a cookie header that is hostile', () => {
  it.each([
    ['a broken % sequence', '__Host-mida_visitor=%E0%A4%A'],
    ['a uuid with quotes', '__Host-mida_visitor="a b"'],
    ['three parts', `__Host-mida_visitor=${UUID}~aaaaaaaaaaaaaaaaaaaaaa~x`],
    ['a prototype key', '__proto__=x; constructor=y'],
    ['20 KiB', `__Host-mida_visitor=${'x'.repeat(20_480)}`],
    ['no cookie at all', ';;;=;=='],
    ['the name that a subdomain can set', `mida_visitor=${UUID}`],
  ])('(%s) is as good as none', async (_what, cookie) => {
    const { emulator, mida } = createKit()
    const event = {
      kit_event_id: 'cookie-test',
      event_name: 'signed_up',
      occurred_at: '2026-01-02T03:04:05Z',
    }

    const answer = await mida.handle(post({ events: [event] }, { headers: { cookie } }))

    expect(await answer.json()).toMatchObject({ results: [{ status: 'refused', code: 'no_visitor' }] })
    expect(emulator.requests.list()).toEqual([])
  })
})
