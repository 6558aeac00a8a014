// A static page under a strict Content Security Policy: no nonce, no 'unsafe-inline', and an event is recorded.
import { cspSources } from '@mida-kit/react/csp'
import { findInlineScripts, startProxy, toHashSource } from '../support/document-proxy.ts'
import { PROJECT_KEY } from '../support/shop.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const MIDA = { projectKey: PROJECT_KEY, region: 'us', src: `http://${SCRIPT_HOST}/js/optimize.js` } as const

/** The shop's own policy: what Next writes into a page by its hash, and what the kit asks for. */
function toPolicy(html: string, sources: Awaited<ReturnType<typeof cspSources>>): string {
  const written = findInlineScripts(html).filter((text) => !text.startsWith('!function(w,d,v)'))
  expect(written.length).toBeGreaterThan(0)
  return [
    `default-src 'self'`,
    `script-src 'self' ${[...sources.scriptSrc, ...written.map(toHashSource)].join(' ')}`,
    `connect-src 'self' ${sources.connectSrc.join(' ')}`,
    `style-src 'self' ${sources.styleSrc.join(' ')}`,
    `object-src 'none'`,
    `base-uri 'none'`,
  ].join('; ')
}

test('under a strict policy of hashes the script loads and an event is recorded', async ({
  page,
  shop,
  mida,
  complaints,
}) => {
  const sources = await cspSources(MIDA)
  const proxy = await startProxy(shop.url, (html) => ({
    headers: { 'content-security-policy': toPolicy(html, sources) },
  }))

  await page.goto(proxy.url)
  await page.getByLabel('E-mail address').fill(`csp.${Date.now()}@example.com`)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await expect(page.getByText('Handed to the shop, which passes it on to Mida.')).toBeVisible()

  const cookies = await page.context().cookies(proxy.url)
  const uuid = cookies.find(({ name }) => name === 'optimize_uuid')?.value ?? 'none'
  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
  expect(complaints).toEqual([])
  await proxy.close()
})

test('under a policy of nonces the loader and the anti-flicker’s style go by the page’s own', async ({
  page,
  shop,
  complaints,
}) => {
  const { connectSrc } = await cspSources(MIDA)
  // Neither a hash nor the script's host: what the inline script adds is allowed by its nonce or not at all.
  const policy = `script-src 'self' 'nonce-abc'; style-src 'self' 'nonce-abc'; connect-src 'self' ${connectSrc.join(' ')}`
  const proxy = await startProxy(shop.url, (html) => ({
    html: html.replaceAll('<script', '<script nonce="abc"').replace('"hideMs":0', '"hideMs":5000'),
    headers: { 'content-security-policy': policy },
  }))

  await page.goto(proxy.url)

  await expect.poll(() => page.evaluate(() => document.cookie)).toContain('optimize_uuid=')
  expect(complaints).toEqual([])
  await proxy.close()
})

test('the hash of other props does not allow the script', async ({ page, shop, complaints }) => {
  const sources = await cspSources({ ...MIDA, projectKey: 'another' })
  const proxy = await startProxy(shop.url, (html) => ({
    headers: { 'content-security-policy': toPolicy(html, sources) },
  }))

  await page.goto(proxy.url)

  expect(await page.evaluate(() => Reflect.get(window, '__midaKit'))).toBeUndefined()
  expect(complaints.join()).toContain('inline script violates the following Content Security Policy')
  await proxy.close()
})
