// The lab's pages: each awkward case does what its page says.
import { newPerson, signUp } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

const HANDED_OVER = 'Handed to the shop, which passes it on to Mida.'
const NOBODY = 'Not recorded: nobody could be named.'

for (const { scene, says } of [
  { scene: 'blocked-script', says: NOBODY },
  { scene: 'late-script', says: HANDED_OVER },
  { scene: 'old-script', says: HANDED_OVER },
  { scene: 'consent-required', says: HANDED_OVER },
  { scene: 'slow-endpoint', says: HANDED_OVER },
]) {
  test(`an event of /lab/${scene} ends as: ${says}`, async ({ page }) => {
    await page.goto(`/lab/${scene}`)

    await page.getByRole('button', { name: 'Track an event' }).click()

    await expect(page.getByRole('region', { name: 'From this browser' })).toContainText(says)
  })
}

test('an event of /lab/failing-endpoint is sent again under the same id, and recorded once', async ({
  page,
  mida,
}) => {
  await page.goto('/lab/failing-endpoint')

  await page.getByRole('button', { name: 'Track an event' }).click()

  await expect(page.getByRole('region', { name: 'From this browser' })).toContainText('lab_clicked')
  const isOfScene = ({ properties }: { readonly properties: unknown }): boolean =>
    JSON.stringify(properties).includes('failing-endpoint')
  await mida.waitForEvent(isOfScene)
  expect(mida.events.list(isOfScene)).toHaveLength(1)
})

test('an event of /lab/hanging-identify goes by the user’s id after five seconds', async ({ page, mida }) => {
  await signUp(page, newPerson('ann'))
  await page.clock.install()
  await page.goto('/lab/hanging-identify')
  await expect(page.getByText('Logged in', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Track an event' }).click()
  await page.clock.runFor(6_000)

  await expect(page.getByRole('region', { name: 'From this browser' })).toContainText(HANDED_OVER)
  await mida.waitForEvent(({ properties }) => JSON.stringify(properties).includes('hanging-identify'))
})

test('a part that Activity hides and shows again counts once', async ({ page, mida, complaints }) => {
  const isOfScene = ({ properties }: { readonly properties: unknown }): boolean =>
    JSON.stringify(properties).includes('hidden-route')
  const before = mida.events.list(isOfScene).length
  await page.goto('/lab/hidden-route')
  const uuid = page.locator('[data-uuid-status="ready"]')
  await expect(uuid).toBeVisible()

  for (const name of ['Show it', 'Hide it', 'Show it', 'Hide it', 'Show it']) {
    await page.getByRole('button', { name }).click()
  }

  await expect(page.getByText('Its effects have run 3 times.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'From this browser' })).toContainText(HANDED_OVER)
  await expect.poll(() => mida.events.list(isOfScene).length).toBe(before + 1)
  await page.getByRole('button', { name: 'Track an event' }).click()
  await expect.poll(() => mida.events.list(isOfScene).length).toBe(before + 2)
  expect(complaints).toEqual([])
})

test('under a nonce of its own for each answer, the strict page records an event and prints nothing', async ({
  page,
  shop,
  mida,
  complaints,
}) => {
  const [first, second] = await Promise.all([1, 2].map(() => fetch(`${shop.url}/lab/strict-csp`)))
  const policies = [first, second].map((answer) => answer?.headers.get('content-security-policy') ?? '')
  expect(policies[0]).not.toBe(policies[1])
  expect(policies.join()).not.toContain('unsafe')

  await page.goto('/lab/strict-csp')
  await page.getByRole('button', { name: 'Track an event' }).click()

  await expect(page.getByRole('region', { name: 'From this browser' })).toContainText(HANDED_OVER)
  await mida.waitForEvent(({ properties }) => JSON.stringify(properties).includes('strict-csp'))
  expect(complaints).toEqual([])
})

test('the other tab follows a login and a logout when it comes to the front', async ({ page, context }) => {
  await page.goto('/lab/two-tabs')
  await expect(page.getByText('Nobody', { exact: true })).toBeVisible()
  const other = await context.newPage()
  const ann = newPerson('ann')
  await signUp(other, ann)

  await page.bringToFront()
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))

  await expect(page.getByRole('main').getByText(ann.email)).toBeVisible()
})
