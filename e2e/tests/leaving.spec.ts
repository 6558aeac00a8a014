// A page that is left: nothing that was tracked on it is lost, and nothing is recorded twice.
import type { Page } from '@playwright/test'
import { readUuid } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

type PageClient = { track: (name: string, properties: object) => Promise<{ status: string }> }

/** Tracks through the page's one client, as a checkout button would, and goes to `next` in the same breath. */
function trackAndLeave(page: Page, form: string, next?: string): Promise<void> {
  return page.evaluate(
    ([name, address]) => {
      const client: PageClient = Reflect.get(globalThis, Symbol.for('@mida-kit/react'))
      void client.track('form_submitted', { form: name })
      if (address) location.assign(address)
    },
    [form, next] as const,
  )
}

/** Opens a page and resolves once the shop knows the visitor too: who is logged in is known then. */
async function settle(page: Page): Promise<string> {
  const uuid = await readUuid(page)
  await expect
    .poll(async () => (await page.context().cookies()).some(({ name }) => name === 'mida_visitor'))
    .toBe(true)
  return uuid
}

const isOf = (form: string, visitor: string) => (event: { visitor: string; properties: unknown }) =>
  event.visitor === visitor && JSON.stringify(event.properties).includes(`"${form}"`)

test('an event that is tracked right before the page goes to a checkout page is recorded once', async ({
  page,
  mida,
}) => {
  const visitor = await settle(page)

  await trackAndLeave(page, 'checkout', '/pricing')
  await page.waitForURL('**/pricing')
  await mida.waitForEvent(isOf('checkout', visitor), { timeoutMs: 10_000 })
  await page.goBack()
  await readUuid(page)

  expect(mida.events.list(isOf('checkout', visitor))).toHaveLength(1)
})

test('an event of a page without a network is recorded when the network is back', async ({ page, mida }) => {
  const visitor = await settle(page)
  await page.context().setOffline(true)

  const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/m'))
  await trackAndLeave(page, 'tunnel')
  await refused
  await page.context().setOffline(false)

  await mida.waitForEvent(isOf('tunnel', visitor), { timeoutMs: 10_000 })
  expect(mida.events.list(isOf('tunnel', visitor))).toHaveLength(1)
})

test('an event of a page that was left without a network is sent once by the next pages, in two tabs', async ({
  page,
  mida,
}) => {
  const visitor = await settle(page)
  await page.context().setOffline(true)
  await trackAndLeave(page, 'lift')
  await page.goto('about:blank')
  await page.context().setOffline(false)

  const other = await page.context().newPage()
  await Promise.all([page.goto('/'), other.goto('/')])
  await mida.waitForEvent(isOf('lift', visitor), { timeoutMs: 10_000 })
  await expect
    .poll(() => other.evaluate(() => Object.keys(localStorage).filter((name) => name.includes(':kept:'))))
    .toEqual([])

  expect(mida.events.list(isOf('lift', visitor))).toHaveLength(1)
})
