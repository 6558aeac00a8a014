// @vitest-environment node
// The doors as bundles: what each brings along, and that to import one does nothing.
import { createContext, runInContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
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

  it.each(doors)('%s reads no environment', async (door) => {
    expect(await bundle(door, '*')).not.toContain('process.env')
  })
})

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
