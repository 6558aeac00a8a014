// Two people at one browser: what one did is never recorded as the other's.
import {
  choosePlan,
  logIn,
  logOut,
  newPerson,
  readUserId,
  readUuid,
  signUp,
  subscribe,
} from '../support/person.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

test('an event that waits while Ann gives way to Bob is not recorded as Bob’s', async ({ page, mida }) => {
  const ann = newPerson('ann')
  const bob = newPerson('bob')
  await signUp(page, bob)
  const bobId = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id: bobId })).toBeTruthy()
  await logOut(page)
  await signUp(page, ann)
  const annId = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id: annId })).toBeTruthy()

  // The shop cannot be reached for events until Bob is there: Ann's event waits in the page.
  let isHeld = true
  let heldCount = 0
  await page.route('**/api/m', async (route) => {
    const isEvent = route.request().postData()?.includes('form_submitted') ?? false
    if (!isHeld || !isEvent) return route.continue()
    heldCount += 1
    return route.abort('connectionrefused')
  })
  await page.getByRole('link', { name: 'Tidydesk' }).click()
  await page.getByLabel('E-mail address').fill(newPerson('reader').email)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await expect.poll(() => heldCount).toBeGreaterThan(0)
  await logOut(page)
  await page.getByRole('link', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
  await page.getByLabel('E-mail address').fill(bob.email)
  await page.getByLabel('Password').fill(bob.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: 'Who you are' })).toBeVisible()
  isHeld = false

  const annUuid = mida.visitors.get({ id: annId })?.midaUuid ?? ''
  const event = await mida.waitForEvent({ name: 'form_submitted', visitor: annUuid }, { timeoutMs: 20_000 })
  expect(event).toMatchObject({ by: 'mida_uuid' })
  const bobUuid = mida.visitors.get({ id: bobId })?.midaUuid
  expect(mida.events.list({ name: 'form_submitted' }).filter(({ visitor }) => visitor === bobUuid)).toEqual(
    [],
  )
})

test('who logs out is a visitor again, and the next one to log in is their own', async ({ page, mida }) => {
  const ann = newPerson('ann')
  await signUp(page, ann)
  const annId = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id: annId })).toBeTruthy()
  const annUuid = mida.visitors.get({ id: annId })?.midaUuid

  await logOut(page)
  const bob = newPerson('bob')
  await signUp(page, bob)
  const bobId = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id: bobId })).toBeTruthy()
  const bobUuid = mida.visitors.get({ id: bobId })?.midaUuid ?? ''
  await subscribe(page)

  await mida.waitForEvent({ name: 'form_submitted', visitor: bobUuid })
  expect(bobUuid).not.toBe(annUuid)
  expect(mida.visitors.get({ id: annId })?.midaUuid).toBe(annUuid)

  await logOut(page)
  await logIn(page, ann)
  await expect.poll(() => readUuid(page)).toBe(annUuid)
})

test('an event of Bob, whom Mida does not know, never falls on the visitor that Ann was', async ({
  page,
  mida,
}) => {
  await signUp(page, newPerson('ann'))
  const annId = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id: annId })).toBeTruthy()
  await expect
    .poll(async () =>
      (await page.context().cookies()).some(
        ({ name, value }) => name === 'mida_visitor' && value.includes('~'),
      ),
    )
    .toBe(true)
  await logOut(page)
  const annUuid = mida.visitors.get({ id: annId })?.midaUuid ?? ''
  await mida.waitForEvent({ name: 'signed_up', visitor: annUuid }, { timeoutMs: 20_000 })
  const before = mida.events.list({ visitor: annUuid }).length

  await page.route(`http://${SCRIPT_HOST}/**`, (route) => route.abort('blockedbyclient'))
  await signUp(page, newPerson('bob'))
  await choosePlan(page, 'Pro')
  await expect
    .poll(() =>
      mida.requests.list().some(({ body, status }) => body.includes('plan_upgraded') && status === 400),
    )
    .toBe(true)

  expect(mida.events.list({ visitor: annUuid })).toHaveLength(before)
})
