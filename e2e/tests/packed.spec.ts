// The packages as they are published, in a fresh Next app that was typed from the README.
import { createFreshApp } from '../support/fresh-app.ts'
import { PROJECT_KEY } from '../support/shop.ts'
import { expect, test } from '../support/test.ts'

test('the README’s quick start builds on the packed packages without a secret, and records an event', async ({
  browser,
  mida,
  openShop,
}) => {
  test.setTimeout(240_000)
  const tarballs = process.env.TARBALLS
  if (!tarballs) throw new Error('TARBALLS is not set: run this through `npm run e2e`.')
  const app = await createFreshApp(tarballs)

  const built = await app.run('npx', ['next', 'build'], { NEXT_PUBLIC_MIDA_PROJECT_KEY: PROJECT_KEY })
  expect(built).toMatch(/○ \/\s/)
  const shop = await openShop({ apiUrl: `${mida.server.url}/v2`, folder: app.folder })
  const page = await browser.newPage({ baseURL: shop.url })
  // The quick start names Mida's own script; the local one answers in its place.
  await page.route('https://cdn.mida.so/**', async (route) => {
    const url = route.request().url().replace('https://cdn.mida.so', mida.server.url)
    await route.fulfill({ response: await route.fetch({ url }) })
  })
  await page.goto('/')
  await page.getByRole('button', { name: 'Subscribe' }).click()

  await expect
    .poll(async () => (await page.context().cookies()).some(({ name }) => name === 'mida_visitor'))
    .toBe(true)
  const uuid = (await page.context().cookies()).find(({ name }) => name === 'optimize_uuid')?.value ?? ''
  const event = await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
  expect(event).toMatchObject({ by: 'mida_uuid', properties: { form: 'newsletter' } })
  await page.close()
  await shop.stop()
})
