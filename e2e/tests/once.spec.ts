// Nothing is recorded twice: not by a reload, a second click, the back button, or an answer that was lost.
import { choosePlan, newPerson, readUserId, readUuid, signUp, subscribe } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

test('a double click on Subscribe records one event, and a reload adds none', async ({ page, mida }) => {
  await page.goto('/')
  await page.getByLabel('E-mail address').fill(newPerson('reader').email)
  await page.getByRole('button', { name: 'Subscribe' }).dblclick()
  await expect(page.getByText('Handed to the shop')).toBeVisible()
  await page.reload()
  const uuid = await readUuid(page)
  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })

  await page.goBack()
  await page.goForward()
  expect(await readUuid(page)).toBe(uuid)

  expect(mida.events.list({ name: 'form_submitted', visitor: uuid })).toHaveLength(1)
})

test('a double click on a plan records one upgrade, and going back and forth adds none', async ({
  page,
  mida,
}) => {
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()
  await page.getByRole('link', { name: 'Pricing' }).click()
  await page.getByRole('button', { name: 'Choose Pro' }).dblclick()
  await expect(page.getByText('You are on Pro now.')).toBeVisible()
  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  await mida.waitForEvent({ name: 'plan_upgraded', visitor })

  await page.goBack()
  await page.goForward()
  await page.reload()
  await choosePlan(page, 'Team')
  await mida.waitForEvent((event) => event.visitor === visitor && event.properties?.to_plan === 'team')

  const upgrades = mida.events.list({ name: 'plan_upgraded', visitor })
  expect(upgrades.map(({ properties }) => properties?.to_plan)).toEqual(['pro', 'team'])
})

test('an event whose answer is lost is sent again under its id, and recorded once', async ({
  page,
  mida,
}) => {
  const ids: string[] = []
  await page.route('**/api/m', async (route) => {
    const body = route.request().postDataJSON()
    const id = body?.events?.[0]?.kit_event_id
    if (!id) return route.continue()
    ids.push(id)
    if (ids.length > 1) return route.continue()
    await route.fetch()
    return route.abort('connectionreset')
  })

  await subscribe(page)
  await expect(page.getByText('Not recorded again: it came a second time.')).toBeVisible()
  const uuid = await readUuid(page)

  expect(new Set(ids).size).toBe(1)
  expect(ids.length).toBeGreaterThan(1)
  expect(mida.events.list({ name: 'form_submitted', visitor: uuid })).toHaveLength(1)
})
