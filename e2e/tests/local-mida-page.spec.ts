// The local Mida's page in a browser, through the fixtures that its package gives to everybody.
import { createEmulator } from '@mida-kit/emulator'
import { expect, type TestedMida, test } from '@mida-kit/emulator/playwright'
import type { Page } from '@playwright/test'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const send = (mida: TestedMida, body: Record<string, unknown>, apiKey = mida.apiKey) =>
  mida.fetch(`${mida.apiUrl}/project/${mida.projectKey}/event`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}

test('an event shows its request, its answer and a command that sends it again', async ({ page, mida }) => {
  const complaints = listen(page)
  mida.visitors.seed({ id: 'jane' })
  await page.goto(mida.url)
  await send(mida, { event_name: 'order_paid', id: 'jane', properties: { note: "it's fine" } })

  await page.getByRole('row', { name: /order_paid/ }).click()
  const detail = page.getByRole('complementary')
  await expect(detail).toContainText('POST /v2/project/demo-project/event')
  await expect(detail).toContainText('"message":"Event recorded successfully"')
  await expect(detail).not.toContainText(mida.apiKey)

  await page.getByRole('button', { name: 'Copy as curl' }).click()
  await expect(page.getByText('Copied.')).toBeVisible()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(command).toContain(`--request POST '${mida.apiUrl}/project/demo-project/event'`)
  expect(command).toContain(String.raw`it'\''s fine`)
  expect(complaints).toEqual([])
})

test('a refused request is shown with its answer', async ({ page, mida }) => {
  await page.goto(`${mida.url}/#requests`)
  await send(mida, { event_name: 'order_paid', id: 'nobody' })
  await send(mida, { event_name: 'order_paid', id: 'nobody' }, 'another-key-of-mine')

  await page.getByRole('row', { name: /401/ }).click()
  await expect(page.getByRole('complementary')).toContainText('Bearer …mine')
  await page.getByRole('row', { name: /400/ }).click()
  await expect(page.getByRole('complementary')).toContainText('Visitor not found')
})

test('a visitor shows its identities and who was merged into it', async ({ page, mida }) => {
  const { midaUuid } = mida.visitors.seed({ id: 'jane', email: 'jane@example.com' })
  const report = (path: string, body: object) =>
    mida.fetch(`${mida.url}/collect/${path}`, {
      method: 'POST',
      body: JSON.stringify({ key: mida.projectKey, ...body }),
    })
  const { uuid } = await (await report('visit', {})).json()
  await send(mida, { event_name: 'cart_opened', mida_uuid: uuid })
  await page.goto(mida.url)
  await page.getByRole('row', { name: new RegExp(uuid) }).click()
  await report('identify', { uuid, attributes: { id: 'jane' } })

  await page.getByRole('button', { name: midaUuid }).click()
  const detail = page.getByRole('complementary')
  await expect(detail).toContainText('jane@example.com')
  await expect(detail.getByRole('listitem')).toContainText(uuid)
})

test('faults are switched on, met and switched off by the keyboard alone', async ({ page, mida }) => {
  mida.visitors.seed({ id: 'jane' })
  await page.goto(mida.url)
  const statusOf = async () => (await send(mida, { event_name: 'order_paid', id: 'jane' })).status

  await page.getByRole('tab', { name: /Events/ }).focus()
  for (const _ of ['Visitors', 'Requests', 'Faults']) await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: 'Every event: 500' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('500 on create event')).toBeVisible()
  expect([await statusOf(), await statusOf()]).toEqual([500, 500])
  await expect(page.getByText('met 2 so far')).toBeVisible()

  await page.getByRole('button', { name: 'Switch off 500 on create_event' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('every request gets its usual answer')).toBeVisible()
  expect(await statusOf()).toBe(200)
})

test('the form switches any fault on, and says what cannot be', async ({ page, mida }) => {
  await page.goto(`${mida.url}/#faults`)
  await page.getByLabel('What fails').selectOption('the script')
  await page.getByLabel('How', { exact: true }).selectOption('late')
  await page.getByLabel('Milliseconds').fill('250')
  await page.getByLabel('For').selectOption('a share of requests')
  await page.getByLabel('Percent').fill('25')
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText('delay 250 ms on script')).toBeVisible()
  expect(mida.faults.list()).toMatchObject([{ fault: { on: 'script', kind: 'delay', ms: 250, rate: 0.25 } }])

  await page.getByLabel('Percent').fill('250')
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByRole('alert')).toHaveText('rate must be a number from 0 to 1')
})

test('the page is quick at 100,000 events: it makes only the rows that can be seen', async ({
  page,
  mida,
}) => {
  test.slow()
  const { midaUuid } = mida.visitors.seed({ id: 'jane' })
  const events = Array.from({ length: 100_000 }, (_, index) => ({
    name: index % 1_000 === 0 ? 'rare_event' : 'page_viewed',
    id: 'jane',
    properties: { index, path: `/shop/${index}` },
  }))
  mida.seed({ events })
  await page.goto(mida.url)
  await expect(page.getByText('100,000 events.')).toBeVisible()
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', '100001')
  expect(await page.getByRole('row').count()).toBeLessThan(60)

  await grid.focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('row', { name: /"index":0,/ })).toBeVisible()
  await expect(page.getByRole('complementary')).toContainText('"index": 0')
  expect(await page.getByRole('row').count()).toBeLessThan(60)

  await page.keyboard.press('/')
  await page.keyboard.type('rare 99000')
  await expect(page.getByText('1 of 100,000 events.')).toBeVisible()
  await expect(page.getByRole('row', { name: new RegExp(midaUuid) })).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(page.getByText('100,000 events.')).toBeVisible()
})

test('nothing of the page is wider than a phone', async ({ page, mida }) => {
  mida.seed({ visitors: [{ id: 'jane' }], events: [{ name: 'cart_opened', id: 'jane' }] })
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto(mida.url)
  await expect(page.getByText('cart_opened')).toBeVisible()

  for (const tab of ['Events', 'Visitors', 'Requests', 'Faults']) {
    await page.getByRole('tab', { name: tab }).click()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  }
})

test('new events do not move what somebody reads', async ({ page, mida }) => {
  mida.visitors.seed({ id: 'jane' })
  mida.seed({ events: Array.from({ length: 500 }, (_, index) => ({ name: `event_${index}`, id: 'jane' })) })
  await page.goto(mida.url)
  await page.getByRole('grid').focus()
  for (let count = 0; count < 8; count += 1) await page.keyboard.press('PageDown')
  const chosen = page.getByRole('row', { selected: true })
  await expect(chosen).toBeVisible()
  const before = await chosen.boundingBox()

  for (let index = 0; index < 5; index += 1) await send(mida, { event_name: 'new_one', id: 'jane' })
  await expect(page.getByText('505 events.')).toBeVisible()
  expect(await chosen.boundingBox()).toEqual(before)
})

test('the page says that the oldest events are gone', async ({ page }) => {
  const emulator = createEmulator({ eventCapacity: 100 })
  const { url } = await emulator.listen()
  const record = (from: number, to: number) => {
    const names = Array.from({ length: to - from }, (_, index) => `event_${from + index}`)
    emulator.seed({ events: names.map((name) => ({ name, id: 'jane' })) })
  }
  emulator.visitors.seed({ id: 'jane' })
  record(0, 90)
  await page.goto(url)
  await expect(page.getByText('90 events.')).toBeVisible()
  record(90, 150)

  await expect(page.getByText('100 events. The memory is full: the oldest 50 are gone.')).toBeVisible()
  await page.getByLabel('Filter').fill('event_49')
  await expect(page.getByText('0 of 100 events.')).toBeVisible()
  await emulator.close()
})

test('reset empties the page, and what comes after it appears', async ({ page, mida }) => {
  mida.visitors.seed({ id: 'jane' })
  await send(mida, { event_name: 'before', id: 'jane' })
  await page.goto(mida.url)
  await expect(page.getByRole('row', { name: /before/ })).toBeVisible()

  await page.getByRole('button', { name: 'Reset' }).click()
  await expect(page.getByText('Nothing recorded yet.')).toBeVisible()
  mida.visitors.seed({ id: 'jane' })
  await send(mida, { event_name: 'after', id: 'jane' })
  await expect(page.getByRole('row', { name: /after/ })).toBeVisible()
})

test('a page that loads the script from its public host meets the worker’s own Mida', async ({
  page,
  mida,
}) => {
  await page.route('https://shop.test/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<script>window.mdq = []</script><script async src="https://cdn.mida.so/js/optimize.js?key=${mida.projectKey}"></script>`,
    }),
  )
  await page.goto('https://shop.test/')
  await page.waitForFunction(() => 'mida' in window)
  const uuid = await page.evaluate(
    "mida.uuid().then((uuid) => mida.identify({ id: 'jane' }).then(() => uuid))",
  )
  await page.evaluate("mida.track('cart_opened', { items: [{ sku: 'a' }], total: 3 })")

  const event = await mida.expectEvent('cart_opened', { items: [{ sku: 'a' }], total: expect.any(Number) })
  expect(event).toMatchObject({ visitor: uuid, source: 'script' })
  expect(mida.visitors.get({ id: 'jane' })?.midaUuid).toBe(uuid)
})

test('an event that does not come is told with what came instead', async ({ mida }) => {
  mida.visitors.seed({ id: 'jane' })
  await send(mida, { event_name: 'order_paid', id: 'jane', properties: { total: 3 } })

  await expect(mida.expectEvent('order_paid', { total: 4 }, { timeoutMs: 10 })).rejects.toThrow(
    'order_paid {"total":3}',
  )
})

test('each test begins with an empty Mida', async ({ mida }) => {
  expect(mida.visitors.list()).toEqual([])
  expect(mida.events.list()).toEqual([])
})
