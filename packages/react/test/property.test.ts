// Random orders of what a page can go through: never an event under the wrong user, never twice, never unsettled,
// never lost untold.
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cleanPage } from './browser-page.ts'
import { setLocks } from './locks.ts'
import {
  type AfterLogout,
  createRandomBrowser,
  type RandomBrowser,
  STEP,
  type Step,
} from './random-browser.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

/** Everything is well again, and there is time for what waits. */
const END: readonly Step[] = [
  { type: 'online', isOnline: true },
  { type: 'next page' },
  { type: 'wait', ms: 700_000 },
]

async function live(steps: readonly Step[], afterLogout: AfterLogout): Promise<RandomBrowser> {
  cleanPage()
  setLocks(true)
  const browser = createRandomBrowser(afterLogout)
  for (const step of [...steps, ...END]) await browser.run(step)
  return browser
}

const ENDS = ['accepted', 'dropped', 'skipped', 'failed']

/** Names the event by its number in the test. */
const toIndex = (text: unknown): number => Number(text)

it('no event is told wrongly, sent wrongly or lost, whatever happens', { timeout: 60_000 }, async () => {
  const steps = fc.array(STEP, { minLength: 3, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.constantFrom<AfterLogout>('same-visitor', 'pause'),
      async (chosen, afterLogout) => {
        const { known, taken, needless, forbidden, consent } = await live(chosen, afterLogout)
        const isCleared = chosen.some(
          (step) =>
            (step.type === 'consent' && step.consent === 'denied') ||
            (step.type === 'user' && step.id === null && afterLogout === 'pause'),
        )
        const takenIndexes = taken.map(({ properties }) => toIndex(properties?.text))

        expect(forbidden, 'nothing is sent without consent').toEqual([])
        expect(needless, 'nothing is sent again after its answer').toEqual([])
        expect(new Set(takenIndexes).size, 'no event is taken twice').toBe(takenIndexes.length)

        for (const { as, mida_uuid, properties } of taken) {
          expect(
            [...(known[toIndex(properties?.text)]?.users ?? [])],
            'each event has its own user',
          ).toContain(as)
          if (as)
            expect([undefined, `uuid-of-${as}`], 'a user’s event has no other’s uuid').toContain(mida_uuid)
        }

        known.forEach(({ promised, told }, index) => {
          expect(promised, 'each promise settles').toBeDefined()
          expect(told[0], 'the callback hears what the promise says').toBe(promised)
          const isTaken = takenIndexes.includes(index)
          const last = told.at(-1) ?? ''
          const ends = told.filter((status) => ENDS.includes(status))
          const hasEnded = ends.length > 0
          expect(ends.length, 'the end is told once, and nothing after it').toBeLessThan(2)
          if (hasEnded) expect(isTaken, 'only what was accepted was taken').toBe(last === 'accepted')
          // What waits for the next page is told once more there, unless it still waits for consent or was cleared.
          const mayWait = isCleared || consent() === 'pending'
          if (!mayWait && last !== 'handed_over')
            expect(last, 'what was stored is told in the end').not.toBe('stored')
          if (!mayWait && last === 'handed_over')
            expect(isTaken, 'what was handed over has arrived').toBe(true)
        })
      },
    ),
    { numRuns: 300 },
  )
})
