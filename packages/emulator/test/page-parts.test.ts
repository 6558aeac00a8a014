// The page's parts without a browser: what it keeps, which rows it makes, and the command it copies.
import { execFileSync } from 'node:child_process'
import { beforeEach, describe, expect, it } from 'vitest'
import { createEventShelf, type EventShelf } from '../page/event-shelf.ts'
import { toCurl } from '../page/to-curl.ts'
import { toFault } from '../page/to-fault.ts'
import { toNextIndex, toScrollTop, toVisibleRows } from '../page/visible-rows.ts'
import { createEmulator, type RecordedEvent } from '../src/index.ts'

const BASE = 'http://127.0.0.1:4800'

describe('what the page loads', () => {
  const emulator = createEmulator()
  const load = async (path: string) => {
    const response = await emulator.fetch(BASE + path)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  it('is nothing but its own style, script and icon', async () => {
    const { text, headers } = await load('/')
    const loaded = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address)

    expect(loaded).toEqual(['/favicon.ico', '/emulator/page.css', '/emulator/page.js'])
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect((await load('/emulator/page.js')).headers.get('content-type')).toContain('text/javascript')
    expect((await load('/emulator/page.css')).text).toContain('prefers-color-scheme:dark')
    expect((await load('/favicon.ico')).headers.get('content-type')).toContain('image/svg+xml')
  })

  it('has no body for HEAD', async () => {
    const response = await emulator.fetch(`${BASE}/`, { method: 'HEAD' })

    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

describe('the shelf of events', () => {
  let shelf: EventShelf

  beforeEach(() => {
    shelf = createEventShelf()
  })
  const event = (eventId: number, fields: Partial<RecordedEvent> = {}): RecordedEvent => ({
    eventId,
    projectKey: 'demo-project',
    name: `event_${eventId}`,
    properties: null,
    visitor: 'jane',
    by: 'id',
    receivedAtMs: 0,
    source: 'api',
    ...fields,
  })
  const shown = () => Array.from({ length: shelf.shownCount() }, (_, index) => shelf.shownAt(index)?.eventId)

  it('shows the newest first', () => {
    shelf.add([event(1), event(2)])
    shelf.add([event(3)])

    expect(shown()).toEqual([3, 2, 1])
    expect([shelf.indexOf(1), shelf.indexOf(3), shelf.indexOf(4)]).toEqual([2, 0, -1])
  })

  it('shows those that have every word, of events that come later as well', () => {
    shelf.add([event(1, { properties: { plan: 'Pro' } }), event(2)])
    shelf.setFilter({ words: 'PRO event', project: '' })
    shelf.add([event(3, { name: 'event_pro' }), event(4)])

    expect(shown()).toEqual([3, 1])
    expect(shelf.addedCount()).toBe(3)
  })

  it('shows those of one project', () => {
    shelf.add([event(1), event(2, { projectKey: 'blog' })])
    shelf.setFilter({ words: '', project: 'blog' })

    expect(shown()).toEqual([2])
  })

  it('forgets what is older than the oldest of its project', () => {
    shelf.add([event(1), event(2, { projectKey: 'blog' }), event(3), event(4)])
    shelf.trim({ 'demo-project': 4, blog: 2 })

    expect(shown()).toEqual([4, 2])
  })

  it('gives the events of a merged visitor to the other, for the filter as well', () => {
    shelf.setFilter({ words: 'john', project: '' })
    shelf.add([event(1), event(2, { projectKey: 'blog' })])
    shelf.merge([{ mergeId: 1, projectKey: 'demo-project', from: 'jane', into: 'john', atMs: 0 }])

    expect(shown()).toEqual([1])
    expect(shelf.shownAt(0)?.visitor).toBe('john')
  })
})

describe('the rows of a list', () => {
  it('are those that can be seen, and eight around them', () => {
    expect(toVisibleRows({ scrollTop: 3_200, heightPx: 320 }, 100_000)).toEqual({ from: 92, to: 118 })
    expect(toVisibleRows({ scrollTop: 0, heightPx: 320 }, 5)).toEqual({ from: 0, to: 5 })
    expect(toVisibleRows({ scrollTop: 9_999, heightPx: 320 }, 0)).toEqual({ from: 0, to: 0 })
  })

  it('move by keys within the list', () => {
    const list = { count: 100, heightPx: 320 }
    const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'a']

    expect(keys.map((key) => toNextIndex(key, 50, list))).toEqual([51, 49, 59, 41, 0, 99, null])
    expect(toNextIndex('ArrowDown', 99, list)).toBe(99)
    expect(toNextIndex('ArrowDown', -1, list)).toBe(0)
    expect(toNextIndex('End', 0, { count: 0, heightPx: 320 })).toBeNull()
  })

  it('scroll as little as they must', () => {
    const view = { scrollTop: 320, heightPx: 320 }

    expect([toScrollTop(view, 5), toScrollTop(view, 12), toScrollTop(view, 20)]).toEqual([160, 320, 352])
  })
})

describe('a copied command', () => {
  it('sends the same request, whatever it holds, with the key of the shell', async () => {
    const emulator = createEmulator()
    const server = await emulator.listen()
    emulator.visitors.seed({ id: 'jane' })
    const body = JSON.stringify({
      event_name: `it's "$HOME" \`id\` \\ ünïcode`,
      id: 'jane',
      properties: { a: "'" },
    })
    const headers = { 'x-api-key': 'wrong', 'content-type': 'application/json' }
    await fetch(`${server.url}/v2/project/demo-project/event`, { method: 'POST', headers, body })
    const [logged] = emulator.requests.list()
    if (!logged) throw new Error('nothing was logged')

    const command = toCurl(logged, server.url)
    expect(command).not.toContain('wrong')
    execFileSync('sh', ['-c', command.replace('curl ', 'echo ')])
    const args = execFileSync('sh', ['-c', command.replace('curl ', 'printf "%s\\0" ')], {
      env: { MIDA_API_KEY: 'demo-api-key' },
    })
    const parts = args.toString().split('\0')
    expect(parts).toContain('x-api-key: demo-api-key')
    expect(parts[parts.indexOf('--data-raw') + 1]).toBe(body)
    await emulator.close()
  })
})

describe('the form of a fault', () => {
  const form = (fields: Record<string, string>): FormData => {
    const data = new FormData()
    for (const [name, value] of Object.entries(fields)) data.set(name, value)
    return data
  }

  it.each([
    [
      { kind: 'status', status: '429', retryAfter: '2', scope: 'times', times: '3' },
      { status: 429, headers: { 'retry-after': '2' }, times: 3 },
    ],
    [
      { kind: 'status', status: '500', retryAfter: '', scope: 'percent', percent: '10' },
      { status: 500, rate: 0.1 },
    ],
    [
      { kind: 'reset before', scope: 'forSeconds', forSeconds: '30' },
      { kind: 'reset', when: 'before', forMs: 30_000 },
    ],
    [
      { kind: 'delay', ms: '50', scope: 'always' },
      { kind: 'delay', ms: 50, times: 'Infinity' },
    ],
    [
      { kind: 'hang', scope: 'always' },
      { kind: 'hang', times: 'Infinity' },
    ],
  ])('says %o', (fields, fault) => {
    expect(toFault(form({ on: 'visit', ...fields }))).toEqual({ on: 'visit', ...fault })
  })
})
