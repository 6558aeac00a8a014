// The local Mida's own page: what was recorded appears while one looks, and shows what it was sent as plain text.
import { readUuid, subscribe } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

test('an event appears on the local Mida’s page as it is recorded', async ({
  page,
  browser,
  mida,
  complaints,
}) => {
  const watcher = await browser.newPage()
  await watcher.goto(mida.server.url)

  await subscribe(page)
  const uuid = await readUuid(page)

  await expect(
    watcher
      .getByRole('row', { name: /form_submitted/ })
      .filter({ hasText: uuid.slice(0, 12) })
      .first(),
  ).toBeVisible()
  expect(complaints).toEqual([])
  await watcher.close()
})

test('what was sent is shown as text, never as markup', async ({ page, mida, complaints }) => {
  const hostile = '<img src=x onerror="document.title=`owned`">'
  const { midaUuid } = mida.visitors.seed({ email: hostile })
  await fetch(`${mida.server.url}/v2/project/demo-project/event`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-api-key', 'content-type': 'application/json' },
    body: JSON.stringify({ event_name: hostile, mida_uuid: midaUuid, properties: { [hostile]: hostile } }),
  })

  await page.goto(mida.server.url)

  await expect(page.getByText(hostile).first()).toBeVisible()
  expect(await page.title()).not.toBe('owned')
  expect(complaints).toEqual([])
})
