// Each of two tests records an event while the other one's is there. Run by playwright-door.test.ts, with two workers.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@mida-kit/emulator/playwright'

const PLACE = process.env.MEETING_PLACE ?? ''

for (const [own, other] of [
  ['jane', 'john'],
  ['john', 'jane'],
] as const) {
  test(`${own} is alone`, async ({ mida }) => {
    mida.visitors.seed({ id: own })
    await fetch(`${mida.apiUrl}/project/${mida.projectKey}/event`, {
      method: 'POST',
      headers: { 'api-key': mida.apiKey },
      body: JSON.stringify({ event_name: own, id: own }),
    })
    writeFileSync(join(PLACE, own), mida.url)
    await expect.poll(() => existsSync(join(PLACE, other)), { timeout: 90_000 }).toBe(true)

    expect(mida.events.list().map(({ name }) => name)).toEqual([own])
    expect(mida.visitors.list().map(({ id }) => id)).toEqual([own])
  })
}
