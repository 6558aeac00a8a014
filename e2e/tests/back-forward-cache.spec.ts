// A page that comes out of the back/forward cache: the same client goes on, and asks who is logged in by now.
import { type Browser, chromium, type Page } from '@playwright/test'
import { newPerson, readUserId, signUp } from '../support/person.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

type PageClient = { track: (name: string, properties: object) => Promise<{ status: string }> }

let browser: Browser | undefined

test.afterEach(async () => browser?.close())

/** A tab of a browser that has the cache: Playwright turns it off where it is not told otherwise. */
async function openTab(port: number, baseURL: string, launchOptions: object): Promise<Page> {
  browser = await chromium.launch({
    ...launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [`--host-resolver-rules=MAP ${SCRIPT_HOST}:80 127.0.0.1:${port}`],
  })
  const context = await browser.newContext({ baseURL })
  return context.newPage()
}

/** Opens the page, resolves once the shop knows the visitor, and has the page tell that it was away, and whom it identifies. */
async function open(page: Page): Promise<void> {
  await page.goto('/')
  await expect
    .poll(async () => (await page.context().cookies()).some(({ name }) => name === 'mida_visitor'))
    .toBe(true)
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Reflect.set(globalThis, 'wasAway', persisted))
    const identified: string[] = []
    const mida: { identify: (user: { id: string }) => unknown } = Reflect.get(globalThis, 'mida')
    const identify = mida.identify.bind(mida)
    mida.identify = (user) => {
      identified.push(user.id)
      return identify(user)
    }
    Reflect.set(globalThis, 'identified', identified)
  })
}

const track = (page: Page, form: string): Promise<string> =>
  page.evaluate(async (name) => {
    const client: PageClient = Reflect.get(globalThis, Symbol.for('@mida-kit/react'))
    return (await client.track('form_submitted', { form: name })).status
  }, form)

async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => history.back())
  await page.waitForFunction(() => Reflect.get(globalThis, 'wasAway'))
}

test('who logged in meanwhile is the user of what is tracked next', async ({ shop, mida, launchOptions }) => {
  const page = await openTab(mida.server.port, shop.url, launchOptions)
  await open(page)
  await page.goto('/pricing')
  const other = await page.context().newPage()
  await signUp(other, newPerson('ann'))
  const id = await readUserId(other)

  await goBack(page)
  await expect.poll(() => page.evaluate(() => Reflect.get(globalThis, 'identified'))).toEqual([id])

  expect(await track(page, 'restored')).toBe('accepted')
  const event = await mida.waitForEvent((one) => JSON.stringify(one.properties).includes('"restored"'))
  expect(event).toMatchObject({ by: 'id' })
  expect(mida.visitors.get({ id })?.midaUuid).toBe(event.visitor)
})

test('what was tracked right before the page went into the cache is recorded once', async ({
  shop,
  mida,
  launchOptions,
}) => {
  const page = await openTab(mida.server.port, shop.url, launchOptions)
  await open(page)

  await page.evaluate(() => {
    const client: PageClient = Reflect.get(globalThis, Symbol.for('@mida-kit/react'))
    void client
      .track('form_submitted', { form: 'cached' })
      .then(({ status }) => Reflect.set(globalThis, 'ended', status))
    location.assign('/pricing')
  })
  await page.waitForURL('**/pricing')
  await goBack(page)

  const isCached = (event: { properties: unknown }): boolean =>
    JSON.stringify(event.properties).includes('"cached"')
  await mida.waitForEvent(isCached)
  expect(await track(page, 'after the cache')).toBe('accepted')
  await mida.waitForEvent((event) => JSON.stringify(event.properties).includes('"after the cache"'))
  expect(mida.events.list(isCached)).toHaveLength(1)
})
