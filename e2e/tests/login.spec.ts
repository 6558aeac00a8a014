// Becoming a known user: by the session alone (sign-up) and by `identify` in the login handler.
import {
  choosePlan,
  logIn,
  logOut,
  newPerson,
  readUserId,
  readUuid,
  signUp,
  subscribe,
  useScript,
} from '../support/person.ts'
import { expect, test } from '../support/test.ts'

for (const generation of ['documented', '2024']) {
  test(`who logs in is the visitor of before, and is known by id (${generation} script)`, async ({
    page,
    mida,
    complaints,
  }) => {
    await useScript(page, `generation=${generation}`)
    const ann = newPerson('ann')
    await page.goto('/')
    const before = await readUuid(page)

    await signUp(page, ann)
    const id = await readUserId(page)
    await expect.poll(() => mida.visitors.get({ id })?.midaUuid).toBe(before)
    await logOut(page)
    await logIn(page, ann)

    await expect.poll(() => mida.visitors.get({ id })?.email).toBe(ann.email)
    expect(complaints).toEqual([])
  })

  test(`who logs in on another browser is the visitor of the first (${generation} script)`, async ({
    page,
    browser,
    mida,
    shop,
  }) => {
    const ann = newPerson('ann')
    await signUp(page, ann)
    const first = await readUuid(page)
    await expect.poll(() => mida.visitors.get({ midaUuid: first })?.id).toBeTruthy()

    const other = await browser.newPage({ baseURL: shop.url })
    await useScript(other, `generation=${generation}`)
    const anonymous = await readUuid(other)
    await logIn(other, ann)
    await expect(other.locator('[data-uuid-status]')).toHaveText(first)
    await subscribe(other)

    const event = await mida.waitForEvent({ name: 'form_submitted', visitor: first })
    expect(event).toMatchObject({ by: 'id', visitor: first })
    expect(anonymous).not.toBe(first)
    await other.close()
  })
}

test('who upgrades a plan is recorded by id, by the server', async ({ page, mida, complaints }) => {
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()

  await choosePlan(page, 'Pro')

  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  const event = await mida.waitForEvent({ name: 'plan_upgraded', visitor })
  expect(event).toMatchObject({
    by: 'id',
    properties: { from_plan: 'starter', to_plan: 'pro', sent_from: 'server' },
  })
  await page.goto('/account')
  await expect(
    page.getByRole('region', { name: 'What the server knows' }).getByText('Recorded by id').first(),
  ).toBeVisible()
  expect(complaints).toEqual([])
})

test('the sign-up of a user whom Mida is about to meet is recorded once it has met them', async ({
  page,
  mida,
}) => {
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)

  const event = await mida.waitForEvent(
    ({ name, visitor }) => name === 'signed_up' && visitor === mida.visitors.get({ id })?.midaUuid,
    { timeoutMs: 20_000 },
  )
  expect(event).toMatchObject({ properties: { sent_from: 'server' } })
})
