// What Mida answers, and what the account then says: the table of deliveries, as a user of the shop sees it.
import type { Page } from '@playwright/test'
import { choosePlan, newPerson, readUserId, signUp } from '../support/person.ts'
import type { LocalMida } from '../support/test.ts'
import { expect, test } from '../support/test.ts'

type Fault = Parameters<LocalMida['fail']>[0]
type Row = {
  readonly answer: string
  readonly fault: Fault
  readonly says: string
  /** How often Mida has the event in the end. */
  readonly recorded: number
}

const isUpgrade = ({ body }: { readonly body: string }): boolean => body.includes('plan_upgraded')

const ROWS: readonly Row[] = [
  {
    answer: 'success: false',
    fault: { status: 200, body: { success: false, error: 'no' } },
    says: 'Not recorded: Mida refused it.',
    recorded: 0,
  },
  {
    answer: 'a body that cannot be read',
    fault: { kind: 'malformed' },
    says: 'In doubt, Mida may have it or not: Mida’s answer could not be read.',
    recorded: 1,
  },
  { answer: '400 once', fault: { status: 400 }, says: 'Recorded by id', recorded: 1 },
  { answer: '404', fault: { status: 404 }, says: 'Not recorded: Mida refused it.', recorded: 0 },
  {
    answer: 'a redirect',
    fault: { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
    says: 'Not recorded: Mida refused it.',
    recorded: 0,
  },
  {
    answer: '429 with Retry-After',
    fault: { status: 429, headers: { 'retry-after': '1' } },
    says: 'Recorded by id',
    recorded: 1,
  },
  { answer: '500', fault: { status: 500 }, says: 'Recorded by id', recorded: 1 },
  { answer: '503', fault: { status: 503 }, says: 'Recorded by id', recorded: 1 },
  {
    answer: 'a connection that is lost before the body',
    fault: { kind: 'reset', when: 'before' },
    says: 'Recorded by id',
    recorded: 1,
  },
  {
    answer: 'a connection that is lost after it was recorded',
    fault: { kind: 'reset', when: 'after' },
    says: 'Recorded by id',
    recorded: 2,
  },
]

for (const { answer, fault, says, recorded } of ROWS) {
  test(`where Mida answers with ${answer}, the account says: ${says}`, async ({ page, mida }) => {
    const visitor = await beKnown(page, mida)
    const clear = mida.fail({ ...fault, match: isUpgrade })

    await choosePlan(page, 'Pro')

    await expectFate(page, says)
    expect(mida.events.list({ name: 'plan_upgraded', visitor })).toHaveLength(recorded)
    clear()
  })
}

test('where Mida answers with 401, the event waits, the log says why without the key, and a good key sends it', async ({
  browser,
  mida,
  openShop,
}) => {
  const shop = await openShop({ apiUrl: `${mida.server.url}/v2` })
  const page = await browser.newPage({ baseURL: shop.url })
  await beKnown(page, mida)
  const clear = mida.fail({ status: 401, match: isUpgrade, times: Number.POSITIVE_INFINITY })

  await choosePlan(page, 'Pro')
  await expect.poll(shop.output).toContain('Mida refused the API key')
  clear()

  await expectFate(page, 'Recorded by id')
  expect(shop.output()).not.toContain('demo-api-key')
  await page.close()
})

test('where nobody is at Mida’s address, the event waits and the shop goes on', async ({
  browser,
  openShop,
}) => {
  const shop = await openShop({ apiUrl: 'http://127.0.0.1:9/v2' })
  const page = await browser.newPage({ baseURL: shop.url })
  await signUp(page, newPerson('ann'))

  await choosePlan(page, 'Pro')

  await expectFate(page, 'Waiting: the shop has it, Mida has not recorded it yet.')
  await page.close()
})

/** Signs up and resolves when Mida knows the user; gives Mida's uuid of them. */
async function beKnown(page: Page, mida: LocalMida): Promise<string> {
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()
  return mida.visitors.get({ id })?.midaUuid ?? ''
}

async function expectFate(page: Page, says: string): Promise<void> {
  await page.goto('/account')
  const known = page.getByRole('region', { name: 'What the server knows' })
  const upgrade = known.getByRole('listitem').filter({ hasText: 'plan_upgraded' })
  await expect(upgrade).toContainText(says, { timeout: 15_000 })
}
