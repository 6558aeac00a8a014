// What goes wrong at Mida never breaks the shop, and what was not recorded is shown as such.
import { createEmulator } from '@mida-kit/emulator'
import { choosePlan, newPerson, readUuid, signUp, subscribe, useScript } from '../support/person.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const SCRIPT = `http://${SCRIPT_HOST}/**`
const NOBODY = 'Not recorded: nobody could be named. Mida’s script may be blocked in this browser.'

test('with the script blocked the shop works, and the account page says what was not recorded', async ({
  page,
  mida,
}) => {
  await page.route(SCRIPT, (route) => route.abort('blockedbyclient'))
  const before = mida.events.list({ name: 'plan_upgraded' }).length

  await subscribe(page)
  await expect(page.getByText(NOBODY)).toBeVisible()
  await signUp(page, newPerson('ann'))
  await choosePlan(page, 'Pro')

  expect(await readUuid(page)).toContain('Mida’s script could not be loaded')
  await expect(page.getByRole('region', { name: 'From this browser' }).getByText(NOBODY)).toBeVisible()
  const server = page.getByRole('region', { name: 'What the server knows' })
  await expect(
    server.getByText('Waiting: the shop has it, Mida has not recorded it yet.').first(),
  ).toBeVisible()
  expect(mida.events.list({ name: 'plan_upgraded' })).toHaveLength(before)
})

test('with errors thrown in the script the shop works, and every event settles', async ({ page }) => {
  await useScript(page, 'fault=throw')
  await page.clock.install()

  await subscribe(page)
  await expect(page.getByText('You are on the list.')).toBeVisible()
  await page.clock.runFor(15_000)

  await expect(page.getByText(NOBODY)).toBeVisible()
})

test('with an identify that never answers, events are recorded all the same', async ({ page, mida }) => {
  await useScript(page, 'fault=identify_hangs')
  await page.clock.install()
  await page.goto('/')
  const uuid = await readUuid(page)
  await signUp(page, newPerson('ann'))

  await page.getByRole('link', { name: 'Tidydesk' }).click()
  await page.getByLabel('E-mail address').fill(newPerson('reader').email)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await page.clock.runFor(6_000)

  await expect(page.getByText('Handed to the shop, which passes it on to Mida.')).toBeVisible()
  // Mida was never told who this is, and no uuid is known to be theirs: nobody else gets the event.
  expect(mida.events.list({ name: 'form_submitted', visitor: uuid })).toEqual([])
})

test('with Mida down the shop works, says that the event waits, and delivers it once Mida is back', async ({
  browser,
  openShop,
}) => {
  const emulator = createEmulator()
  const server = await emulator.listen()
  const shop = await openShop({ apiUrl: `${server.url}/v2` })
  const page = await browser.newPage({ baseURL: shop.url })
  await page.goto('/')
  const uuid = await readUuid(page)
  emulator.visitors.seed({ midaUuid: uuid })
  await server.close()

  const ann = newPerson('ann')
  await signUp(page, ann)
  await choosePlan(page, 'Pro')
  await page.goto('/account')
  const known = page.getByRole('region', { name: 'What the server knows' })
  await expect(
    known.getByText('Waiting: the shop has it, Mida has not recorded it yet.').first(),
  ).toBeVisible()

  const { user } = await page.evaluate(async () => (await fetch('/api/m')).json())
  emulator.visitors.seed({ midaUuid: uuid, id: user.id })
  const back = await emulator.listen({ port: server.port })
  await emulator.waitForEvent({ name: 'plan_upgraded' }, { timeoutMs: 25_000 })
  expect(emulator.events.list({ name: 'plan_upgraded' })).toHaveLength(1)

  await page.close()
  await shop.stop()
  await back.close()
})
