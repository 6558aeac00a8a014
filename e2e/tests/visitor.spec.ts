// A visitor without a name: recorded by the uuid that Mida's script gave the browser.
import { readUuid, subscribe, useScript } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

for (const generation of ['documented', '2024']) {
  test(`a visitor who subscribes is recorded by uuid (${generation} script)`, async ({
    page,
    mida,
    complaints,
  }) => {
    await useScript(page, `generation=${generation}`)

    await subscribe(page)
    await expect(page.getByText('Handed to the shop, which passes it on to Mida.')).toBeVisible()
    const uuid = await readUuid(page)

    const event = await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
    expect(event).toMatchObject({ by: 'mida_uuid', source: 'api' })
    expect(event.properties).toMatchObject({ form: 'newsletter', sent_from: 'browser', url_path: '/' })
    expect(complaints).toEqual([])
  })
}

test('a visitor who subscribes before the script is there is recorded all the same', async ({
  page,
  mida,
}) => {
  await useScript(page, 'delay_ms=1500')

  await subscribe(page)
  await expect(page.getByText('Handed to the shop, which passes it on to Mida.')).toBeVisible()
  const uuid = await readUuid(page)

  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
})

test('a visitor who comes back is the same one', async ({ page }) => {
  await page.goto('/')
  const first = await readUuid(page)
  await page.goto('/pricing')

  expect(await readUuid(page)).toBe(first)
})

test('a visitor on plain http in a local network is recorded too', async ({ page, shop, mida }) => {
  await page.goto(`${shop.url.replace('127.0.0.1', 'shop.test')}/`)
  expect(await page.evaluate(() => isSecureContext)).toBe(false)

  await page.getByLabel('E-mail address').fill(`lan.${Date.now()}@example.com`)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await expect(page.getByText('Handed to the shop, which passes it on to Mida.')).toBeVisible()

  const [cookie] = await page
    .context()
    .cookies('http://shop.test')
    .then((all) => all.filter(({ name }) => name === 'optimize_uuid'))
  await mida.waitForEvent({ name: 'form_submitted', visitor: cookie?.value ?? 'none' })
})
