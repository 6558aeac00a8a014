// A static page under a strict Content Security Policy: no nonce, no 'unsafe-inline', and an event is recorded.
import { cspSources } from '@mida-kit/react/csp'
import { changeDocuments, findInlineScripts, toHashSource } from '../support/document.ts'
import { readUuid } from '../support/person.ts'
import { PROJECT_KEY } from '../support/shop.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const MIDA = { projectKey: PROJECT_KEY, region: 'us', src: `http://${SCRIPT_HOST}/js/optimize.js` } as const

test('under a strict policy of hashes the script loads and an event is recorded', async ({
  page,
  mida,
  complaints,
}) => {
  const sources = await cspSources(MIDA)
  await changeDocuments(page, async (html) => {
    // Next's own inline scripts are the shop's affair; the kit's goes by what `cspSources` says.
    const own = findInlineScripts(html).filter((text) => !text.includes('__midaKit'))
    const policy = [
      `default-src 'self'`,
      `script-src 'self' ${[...sources.scriptSrc, ...own.map(toHashSource)].join(' ')}`,
      `connect-src 'self' ${sources.connectSrc.join(' ')}`,
      `style-src 'self' ${sources.styleSrc.join(' ')}`,
      `object-src 'none'`,
      `base-uri 'none'`,
    ]
    return { headers: { 'content-security-policy': policy.join('; ') } }
  })

  await page.goto('/')
  await page.getByLabel('E-mail address').fill(`csp.${Date.now()}@example.com`)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await expect(page.getByText('Handed to the shop, which passes it on to Mida.')).toBeVisible()
  const uuid = await readUuid(page)

  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
  expect(complaints).toEqual([])
})

test('with other props the hash does not allow the script', async ({ page, complaints }) => {
  const { scriptSrc } = await cspSources({ ...MIDA, projectKey: 'another' })
  const policy = `script-src 'self' ${scriptSrc.join(' ')}`
  await changeDocuments(page, async () => ({ headers: { 'content-security-policy': policy } }))

  await page.goto('/')

  expect(await page.evaluate(() => '__midaKit' in window)).toBe(false)
  expect(complaints.join()).toContain('Content Security Policy')
})
