// The core off Node: bundled for each platform, free of node: modules, and running on web standards alone.
import { EdgeVM } from '@edge-runtime/vm'
import { createEmulator } from '@mida-kit/emulator'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const DOOR = new URL('../src/index.ts', import.meta.url)

/** The core as a bundler of that platform makes it. */
async function bundle(conditions: readonly string[], platform: 'neutral' | 'node' | 'browser' = 'neutral') {
  const built = await build({
    stdin: {
      contents: `export { createMida } from '@mida-kit/server'; export { defineEvents } from '@mida-kit/contract'`,
      resolveDir: DOOR.pathname.replace(/src.*$/, ''),
    },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'kit',
    platform,
    mainFields: ['module', 'main'],
    conditions: [...conditions],
  })
  const inputs = Object.keys(built.metafile.inputs)
  return { text: built.outputFiles[0]?.text ?? '', inputs }
}

describe('the bundle', () => {
  it.each([
    ['nothing in particular', []],
    ['Next’s edge runtime', ['edge-light', 'worker', 'browser']],
    ['Cloudflare Workers', ['workerd', 'worker', 'browser']],
    ['Deno', ['deno', 'worker']],
  ])('for %s holds no node: module, no undici and nothing of a browser', async (_name, conditions) => {
    const { text, inputs } = await bundle(conditions)

    expect(text).not.toMatch(/["']node:|require\(/)
    expect(inputs.filter((path) => /undici|server-only|browser\.ts/.test(path))).toEqual([])
    expect(inputs.some((path) => path.endsWith('transport/fetch.ts'))).toBe(true)
  })

  it('for Node sends over undici', async () => {
    const { inputs } = await bundle(['node'], 'node')

    expect(inputs.some((path) => path.endsWith('transport/undici.ts'))).toBe(true)
  })

  it('for a browser is the door that stops a build', async () => {
    const { text, inputs } = await bundle(['browser'], 'browser')

    expect(inputs.some((path) => path.includes('server-only'))).toBe(true)
    expect(inputs.some((path) => path.includes('endpoint'))).toBe(false)
    expect(text).toContain('MIDA-311')
  })
})

describe('on web standards alone', () => {
  const emulator = createEmulator()
  let close: () => Promise<void> = async () => {}
  let vm: EdgeVM

  beforeAll(async () => {
    const listening = await emulator.listen()
    close = listening.close
    const { text } = await bundle(['edge-light'])
    vm = new EdgeVM()
    vm.evaluate(text)
    Object.assign(vm.context, { apiUrl: `${listening.url}/v2` })
    vm.evaluate(`
      mida = kit.createMida({
        events: kit.defineEvents({ signed_up: {} }),
        projectKey: 'demo-project', apiKey: 'demo-api-key', apiUrl,
        rateLimit: { address: 'vercel' },
        user: () => ({ id: 'ann' }),
      })`)
  })
  afterAll(() => close())

  it('tracks, answers a page, and limits', async () => {
    emulator.visitors.seed({ id: 'ann' })

    const delivery = await vm.evaluate(
      `mida.track('signed_up', {}, { visitor: { id: 'ann' }, wait: 'outcome' })`,
    )
    const answer = await vm.evaluate(`mida.handle(new Request('https://shop.example/api/m', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ events: [{ kit_event_id: 'edge-event', event_name: 'signed_up', as: 'ann',
        occurred_at: new Date().toISOString() }], visitor: { mida_uuid: 'abc123' } }),
    }))`)

    expect(delivery).toMatchObject({ status: 'recorded', recordedBy: 'id' })
    expect(answer.status).toBe(202)
    expect(answer.headers.get('set-cookie')).toContain('__Host-mida_visitor=abc123')
    await vi.waitFor(() => expect(emulator.events.list()).toHaveLength(2))
  })
})
