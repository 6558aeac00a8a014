// The live page: what it loads, and how its script shows data.
import { createContext, runInContext } from 'node:vm'
import { beforeEach, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { postEvent } from './api-calls.ts'

const BASE = 'http://127.0.0.1:4800'
let emulator: Emulator

beforeEach(() => {
  emulator = createEmulator()
})

async function load(path: string): Promise<{ text: string; headers: Headers; type: string | null }> {
  const response = await emulator.fetch(BASE + path)
  expect(response.status).toBe(200)
  const { headers } = response
  return { text: await response.text(), headers, type: headers.get('content-type') }
}

it('loads nothing but its own style, script and icon', async () => {
  const { text, headers } = await load('/')
  const loaded = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address)

  expect(loaded).toEqual(['/favicon.ico', '/emulator/page.css', '/emulator/page.js'])
  expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
  expect((await load('/favicon.ico')).type).toContain('image/svg+xml')
  expect((await load('/emulator/page.js')).type).toContain('text/javascript')
  expect((await load('/emulator/page.css')).text).toContain('prefers-color-scheme: dark')
})

it('answers HEAD without a body', async () => {
  const response = await emulator.fetch(`${BASE}/`, { method: 'HEAD' })

  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
})

it('shows events and visitors as text, whatever they contain', async () => {
  const hostile = '<img src=x onerror=alert(1)>'
  emulator.visitors.seed({ midaUuid: '85a35aca4df9', id: hostile, email: 'jane@example.com' })
  await postEvent(emulator, { event_name: hostile, id: hostile, properties: { plan: hostile } })

  const page = await openPage()
  await page.tell('changed')

  const [time, ...event] = page.texts('events')
  expect(time).toMatch(/\d/)
  expect(event).toEqual([hostile, JSON.stringify({ plan: hostile }, null, 1), '85a35aca4df9', 'id'])
  expect(page.texts('visitors')).toEqual(['85a35aca4df9', hostile, 'jane@example.com', '–', '–'])
})

it('labels each cell with the head of its column, for screens that are too narrow for a table', async () => {
  emulator.visitors.seed({ id: 'jane' })
  await postEvent(emulator, { event_name: 'a', id: 'jane' })
  const heads = [...(await load('/')).text.matchAll(/<th [^>]*>([^<]+)/g)].map(([, head]) => head)

  const page = await openPage()
  await page.tell('changed')
  const cells = ['events', 'visitors'].flatMap((id) => page.find(id).children.flatMap((row) => row.children))

  expect(cells.map((cell) => cell.dataset.label)).toEqual(heads)
})

it('says whether it is live', async () => {
  const page = await openPage()
  await page.tell('open')
  expect(page.find('connection').textContent).toBe('Live')

  await page.tell('error')
  expect(page.find('connection').textContent).toBe('No connection')
})

it('asks for the chosen project', async () => {
  const page = await openPage()
  page.find('project').value = 'demo-project'
  await page.fire('project', 'change')

  expect(page.asked).toEqual(['/emulator/state?project=demo-project'])
})

it('resets by its button', async () => {
  emulator.visitors.seed()
  const page = await openPage()
  await page.fire('reset', 'click')

  expect(emulator.visitors.list()).toEqual([])
})

type Listener = () => unknown

/** As much of an element as the page's script uses. Setting markup is not among it. */
class FakeElement {
  textContent = ''
  value = ''
  hidden = false
  dataset: Record<string, string> = {}
  options: { value: string }[] = [{ value: '' }]
  children: FakeElement[] = []
  listeners = new Map<string, Listener>()
  append(...children: FakeElement[]): void {
    this.children.push(...children)
  }
  replaceChildren(...children: FakeElement[]): void {
    this.children = children
  }
  add(option: { value: string }): void {
    this.options.push(option)
  }
  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener)
  }
}

async function openPage() {
  const elements = new Map<string, FakeElement>()
  const find = (id: string): FakeElement => {
    const element = elements.get(id) ?? new FakeElement()
    elements.set(id, element)
    return element
  }
  const stream = new FakeElement()
  const asked: string[] = []
  const context = createContext({
    document: { getElementById: find, createElement: () => new FakeElement() },
    EventSource: function EventSource() {
      return stream
    },
    Option: function Option(_: string, value: string) {
      return { value }
    },
    fetch: (path: string, init?: RequestInit) => {
      asked.push(path)
      return emulator.fetch(BASE + path, init)
    },
    URLSearchParams,
  })
  runInContext((await load('/emulator/page.js')).text, context)
  return {
    asked,
    find,
    tell: (type: string) => stream.listeners.get(type)?.(),
    fire: (id: string, type: string) => find(id).listeners.get(type)?.(),
    texts: (id: string) => find(id).children.flatMap((row) => row.children.map((cell) => cell.textContent)),
  }
}
