// An endpoint that limits how often it is asked: obeyed, and nothing is lost or taken twice.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cleanPage, createFakeMida, openPage, setPage } from './browser-page.ts'

beforeEach(() => {
  cleanPage()
  setPage({ mida: createFakeMida() })
  sessionStorage['mida-kit:told'] = 'uuid-anonymous null'
})
afterEach(cleanPage)

const limit = (retryAfter: string): Response =>
  Response.json(
    { code: 'rate_limited', message: 'Later.' },
    { status: 429, headers: { 'retry-after': retryAfter } },
  )

describe('an endpoint that limits how often it is asked', () => {
  it('is asked again when it says, time after time, and each event is taken once', async () => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(limit('3'), limit('4'))

    const deliveries = [client.track('one'), client.track('two')]
    await clock.advance(50 + 3_000 + 4_000 - 1)
    expect(endpoint.bodies).toHaveLength(2)
    await clock.advance(1)

    expect(await Promise.all(deliveries)).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }])
    expect(endpoint.bodies).toHaveLength(3)
  })

  it('is told of the visitor in the end', async () => {
    sessionStorage.clear()
    const { clock, endpoint } = openPage()
    endpoint.next.push(limit('3'))

    await clock.advance(4_000)

    expect(endpoint.bodies).toMatchObject([
      { visitor: { mida_uuid: 'uuid-anonymous' } },
      { visitor: { mida_uuid: 'uuid-anonymous' } },
    ])
    expect(sessionStorage['mida-kit:told']).toBe('uuid-anonymous null')
  })
})
