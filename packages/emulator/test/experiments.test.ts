// Experiments with weights: who is in one, and with which variant.
import { describe, expect, it } from 'vitest'
import { createEmulator, type Experiments } from '../src/index.ts'
import { createBrowser } from './browser.ts'

const HALVES = { weights: { Control: 1, 'Variant 1': 1 } }

/** The variants of so many visitors, in the order of their first visit. */
async function variantsOf(experiments: Experiments, visitorCount: number): Promise<(string | undefined)[]> {
  const emulator = createEmulator({ experiments, randomSeed: 7 })
  const visits = Array.from({ length: visitorCount }, async () => {
    const body = JSON.stringify({ key: 'demo-project' })
    const response = await emulator.fetch('https://cdn.mida.test/collect/visit', { method: 'POST', body })
    const answer: { experiments: Record<string, string> } = await response.json()
    return answer.experiments['17']
  })
  return Promise.all(visits)
}

function countOf(variants: readonly (string | undefined)[], variant: string | undefined): number {
  return variants.filter((other) => other === variant).length
}

it('gives variants by weight', async () => {
  const variants = await variantsOf(
    { '17': { weights: { Control: 3, 'Variant 1': 1, 'Variant 2': 0 } } },
    400,
  )

  expect(countOf(variants, 'Control')).toBeGreaterThan(270)
  expect(countOf(variants, 'Control')).toBeLessThan(330)
  expect(countOf(variants, 'Variant 2')).toBe(0)
  expect(countOf(variants, undefined)).toBe(0)
})

it('leaves out who is not in its traffic', async () => {
  const variants = await variantsOf({ '17': { ...HALVES, traffic: 0.25 } }, 400)

  expect(countOf(variants, undefined)).toBeGreaterThan(270)
  expect(countOf(variants, undefined)).toBeLessThan(330)
  expect(countOf(variants, 'Control')).toBeGreaterThan(30)
  expect(await variantsOf({ '17': { ...HALVES, traffic: 0 } }, 20)).toEqual(Array(20).fill(undefined))
})

it('gives a visitor the same variant again, in another emulator as well', async () => {
  const open = async (midaUuid: string) => {
    const browser = createBrowser(createEmulator({ experiments: { '17': HALVES, '18': HALVES } }))
    browser.cookies.set('optimize_uuid', midaUuid)
    const page = await browser.open()
    await page.settled()
    return `${page.mida.version('17')} ${page.mida.version('18')}`
  }
  const uuids = Array.from({ length: 20 }, (_, index) => `visitor-${index}`)
  const first = await Promise.all(uuids.map(open))

  expect(await Promise.all(uuids.map(open))).toEqual(first)
  expect(new Set(first).size).toBe(4)
})

it('tells null for an experiment that a visitor is not in', async () => {
  const emulator = createEmulator({ experiments: { '17': { ...HALVES, traffic: 0 } } })
  const page = await createBrowser(emulator).open()
  await page.settled()

  expect(page.mida.version('17')).toBeNull()
})

it('takes what is seeded over what the options say, until a reset', async () => {
  const emulator = createEmulator({ experiments: { '17': 'Control' }, featureFlags: { chat: false } })
  const look = async () => {
    const page = await createBrowser(emulator).open()
    await page.settled()
    return [page.mida.version('17'), page.mida.isFeatureEnabled('chat')]
  }
  emulator.seed({ experiments: { '17': 'Variant 1' }, featureFlags: { chat: true } })
  const seeded = await look()
  emulator.reset()

  expect([seeded, await look()]).toEqual([
    ['Variant 1', true],
    ['Control', false],
  ])
})

describe('an experiment that cannot be', () => {
  it.each([
    ['', 'the variant is empty'],
    [{}, 'must be a variant'],
    [{ weights: { Control: -1 } }, 'a weight must be'],
    [{ weights: { Control: 0 } }, 'weights must have one above 0'],
    [{ weights: { Control: 1 }, traffic: 2 }, 'traffic must be'],
    [{ weights: { Control: 1 }, trafic: 1 }, 'trafic is unknown'],
  ])('is refused: %o', (experiment, message) => {
    const experiments = { '17': experiment } as Experiments

    expect(() => createEmulator({ experiments })).toThrow(message)
    expect(() => createEmulator({ experiments })).toThrow('experiments: 17')
  })
})
