// @vitest-environment node
// The doors as bundles: what each brings along, and that to import one does nothing.
import { existsSync } from 'node:fs'
import { type Context, createContext, runInContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { SETUP_ERRORS } from '@mida-kit/contract'
import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { bundle, DOORS, type Door, gzippedBytes } from './bundle.ts'

const CORE = ['MidaProvider', 'useMida', 'useMidaUuid'] as const
const doors = Object.keys(DOORS) as Door[]

describe('what a bundle holds', () => {
  it('MidaScript brings at most 650 bytes, and nothing of the inline script', async () => {
    const code = await bundle('.', ['MidaScript'])

    expect(gzippedBytes(code)).toBeLessThanOrEqual(650)
    expect(code).not.toContain('mdq')
  })

  it('every runtime that renders gets the whole MidaScript, also where its bundler adds `browser`', () => {
    const servers = ['react-server', 'node', 'edge-light', 'workerd', 'worker', 'deno', 'bun']
    for (const door of [manifest.exports['.'], manifest.publishConfig.exports['.']]) {
      const conditions = Object.entries(door).filter(([condition]) => condition !== 'types')
      const whole: string = door.default

      expect(conditions.slice(0, -2)).toEqual(servers.map((condition) => [condition, whole]))
      expect(conditions.at(-2)).toEqual(['browser', whole.replace('index', 'index.browser')])
    }
  })

  it('variants and flags cost those who use them 800 bytes, and the others nothing', async () => {
    const core = await bundle('.', CORE)
    const both = await bundle('.', [...CORE, 'useVariant', 'useFeatureFlag'])

    expect(core).not.toContain('onFeatureFlags')
    expect(gzippedBytes(both) - gzippedBytes(core)).toBeLessThanOrEqual(800)
  })

  it.each(doors.filter((door) => door !== './query'))('%s imports no TanStack Query', async (door) => {
    expect(await bundle(door, '*')).not.toContain('@tanstack')
  })

  it('./csp imports no React', async () => {
    expect(await bundle('./csp', '*')).not.toMatch(/from\s*["']react/)
  })

  it('holds only codes that the contract knows and a page explains', async () => {
    const codes = new Set((await Promise.all(doors.map(toText))).join().match(/MIDA-\d+/g))

    expect(codes.size).toBeGreaterThan(3)
    for (const code of codes) {
      expect(Object.keys(SETUP_ERRORS)).toContain(code)
      expect(existsSync(new URL(`../../../docs/errors/${code}.md`, import.meta.url)), code).toBe(true)
    }
  })

  it.each(doors)('%s reads no environment', async (door) => {
    expect(await bundle(door, '*')).not.toContain('process.env')
  })
})

const toText = (door: Door): Promise<string> => bundle(door, '*')

/** A script that imports the door with everything it needs, and says how many exports it has. */
async function toCall(door: Door): Promise<string> {
  const code = await bundle(door, '*', { format: 'iife', isExternal: false })
  return `(function () { ${code}; return Object.keys(door).length })()`
}

describe.each(doors)('no “window is not defined”: importing %s', (door) => {
  it('touches no global of a runtime that has nothing but the language', async () => {
    const context = createContext({})
    const names = 'Object.getOwnPropertyNames(globalThis).join()'
    const before: string = runInContext(names, context)

    const exported: number = runInContext(await toCall(door), context)

    const after: string = runInContext(names, context)
    expect(exported).toBeGreaterThan(0)
    expect(after).toBe(before)
  })

  it('touches no global of a worker', async () => {
    const text = `
      const names = () => Reflect.ownKeys(globalThis).map(String).join()
      const before = names()
      const exported = ${await toCall(door)}
      require('node:worker_threads').parentPort.postMessage(names() === before)`
    const worker = new Worker(text, { eval: true })

    const isUntouched = await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()

    expect(isUntouched).toBe(true)
  })
})

describe.each(['a worker', 'an edge runtime'] as const)('the client in %s', (place) => {
  it('is inert: every promise settles, and no global is read but whether there is a document', async () => {
    const code = await bundle('.', ['createMidaClient'], { format: 'iife', isExternal: false })
    const use = `(async function () {
      ${code}
      const client = door.createMidaClient({ endpoint: '/api/m', consent: 'granted' })
      client.setUser({ id: 'a' })
      client.subscribe(() => {})()
      return JSON.stringify([await client.track('one'), await client.identify({ id: 'a' }), await client.refreshUser(), client.getUuid()])
    })()`

    const said = JSON.parse(
      place === 'a worker' ? await runInWorker(use) : await runInContext(use, createEdge()),
    )

    expect(said.map(({ status, because }: Record<string, string>) => [status, because])).toEqual([
      ['skipped', 'disabled'],
      ['skipped', 'disabled'],
      ['skipped', 'disabled'],
      ['unavailable', 'disabled'],
    ])
  })
})

/** What such a runtime offers, each of which throws when it is used. */
function createEdge(): Context {
  const forbidden = (): never => {
    throw new Error('The client used a global.')
  }
  const globals = ['fetch', 'setTimeout', 'queueMicrotask', 'addEventListener', 'structuredClone', 'crypto']
  return createContext(
    Object.fromEntries([['EdgeRuntime', 'edge'], ...globals.map((name) => [name, forbidden])]),
  )
}

async function runInWorker(expression: string): Promise<string> {
  const text = `${expression}.then((said) => require('node:worker_threads').parentPort.postMessage(said))`
  const worker = new Worker(text, { eval: true })
  const said = new Promise<string>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  return said.finally(() => worker.terminate())
}
