// A run that is the same every time.
import { expect, it } from 'vitest'
import { createEmulator } from '../src/index.ts'
import { EVENT_URL, validCall } from './api-calls.ts'

/** The uuid of a visitor, and which of 100 calls met a fault that a third of them meets. */
async function run(randomSeed: number): Promise<string> {
  const emulator = createEmulator({ randomSeed })
  const { midaUuid } = emulator.visitors.seed({ id: 'user_1' })
  emulator.fail({ status: 503, rate: 1 / 3 })
  const statuses: number[] = []
  for (let call = 0; call < 100; call += 1)
    statuses.push((await emulator.fetch(EVENT_URL, validCall())).status)
  return `${midaUuid} ${statuses}`
}

it('gives the same uuids and the same faults for the same seed, and others for another', async () => {
  expect(await run(42)).toBe(await run(42))
  expect(await run(42)).not.toBe(await run(43))
})

it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses %d', (randomSeed) => {
  expect(() => createEmulator({ randomSeed })).toThrow('randomSeed: ')
})

it('refuses a seed beside a random of its own', () => {
  expect(() => createEmulator({ randomSeed: 1, random: () => 0 })).toThrow('not both')
})
