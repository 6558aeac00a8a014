// CORS: exact origins, and nothing for anybody else.
import { describe, expect, it } from 'vitest'
import { createMida } from '../src/index.ts'
import { createKit, events, get, KEYS, post, readAnswer, wireEvent } from './support.ts'

const LISTED = 'https://www.shop.example'

function preflight(origin: string): Request {
  return new Request('https://api.shop.example/api/m', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
      'sec-fetch-site': 'same-site',
    },
  })
}

const fromElsewhere = (origin: string) => ({ origin, 'sec-fetch-site': 'same-site' })

describe('a listed origin', () => {
  it('may ask beforehand, with credentials and a content type', async () => {
    const { mida } = createKit({ allowedOrigins: [LISTED] })

    const answer = await mida.handle(preflight(LISTED))

    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': LISTED,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type',
      vary: 'Origin',
    })
  })

  it('posts events and reads answers, refusals and sessions', async () => {
    const { emulator, mida } = createKit({ allowedOrigins: [LISTED], user: () => ({ id: 'ann' }) })
    const { midaUuid } = emulator.visitors.seed()
    const headers = fromElsewhere(LISTED)

    const body = { events: [wireEvent({ mida_uuid: midaUuid, as: 'ann' })] }
    const accepted = await readAnswer(await mida.handle(post(body, { headers })))
    const refused = await readAnswer(await mida.handle(post('{', { headers })))
    const session = await readAnswer(await mida.handle(get('/api/m', headers)))

    expect([accepted.status, refused.status, session.body]).toEqual([202, 400, { user: { id: 'ann' } }])
    for (const answer of [accepted, refused, session]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED)
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
      expect(answer.headers.get('vary')).toBe('Origin')
    }
  })
})

describe('any other origin', () => {
  it.each([
    'https://shop.example',
    'https://www.shop.example.evil.example',
    'https://www.shop.example:8443',
    'http://www.shop.example',
    'https://WWW.shop.example',
    'null',
    '*',
  ])('%s is refused, also where it is of the same site, and gets no CORS header', async (origin) => {
    const { emulator, mida } = createKit({ allowedOrigins: [LISTED], user: () => ({ id: 'ann' }) })

    const asked = await mida.handle(preflight(origin))
    const read = await readAnswer(await mida.handle(get('/api/m', fromElsewhere(origin))))
    const event = { events: [wireEvent({ mida_uuid: 'uuid1' })] }
    const posted = await readAnswer(await mida.handle(post(event, { headers: fromElsewhere(origin) })))

    expect([asked.status, read.status, posted.status]).toEqual([405, 403, 403])
    for (const { headers } of [asked, read, posted]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(headers.get('vary')).toBe('Origin')
    }
    expect(emulator.requests.list()).toEqual([])
  })

  it('gets no CORS header where none is listed', async () => {
    const { mida } = createKit()
    const answers = [
      await mida.handle(preflight(LISTED)),
      await mida.handle(get('/api/m', { origin: LISTED })),
    ]

    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => /^(access-control|vary)/.test(name))).toEqual([])
    }
  })
})

describe('a list that cannot be used', () => {
  it.each(['*', 'null', 'https://shop.example/', 'https://*.shop.example', 'shop.example', 'file:///x'])(
    '%s throws when the client is made',
    (origin) => {
      expect(() => createMida({ events, ...KEYS, allowedOrigins: [origin] })).toThrow('MIDA-308')
    },
  )
})
