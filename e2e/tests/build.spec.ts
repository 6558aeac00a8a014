// The built shop: what is static, and that the build has seen no secret.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { API_KEY, SHOP_FOLDER } from '../support/shop.ts'
import { expect, test } from '../support/test.ts'

const BUILD = join(SHOP_FOLDER, '.next')

test('the home page is static, with the provider in the root layout', async () => {
  const { routes } = JSON.parse(await readFile(join(BUILD, 'prerender-manifest.json'), 'utf8'))
  const document = await readFile(join(SHOP_FOLDER, 'components', 'site', 'site-document.tsx'), 'utf8')

  expect(Object.keys(routes)).toEqual(expect.arrayContaining(['/', '/login', '/pricing', '/shop', '/signup']))
  expect(document).toContain('<Providers ')
})

test('no file of the build holds the API key', async () => {
  const holders: string[] = []
  for (const entry of await readdir(BUILD, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes(`${join(BUILD, 'cache')}`)) continue
    const path = join(entry.parentPath, entry.name)
    if ((await readFile(path, 'utf8')).includes(API_KEY)) holders.push(path)
  }
  expect(holders).toEqual([])
})
