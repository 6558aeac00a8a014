// The shop is killed between a payment and its event: each paid order has one purchase all the same.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SHOP_FOLDER } from '../support/shop.ts'
import { expect, test } from '../support/test.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'faults', 'checkout.mjs')
const execute = promisify(execFile)

test('a shop that is killed four times at random points records one purchase for each paid order', async () => {
  test.setTimeout(120_000)

  const { stdout } = await execute(process.execPath, [SCRIPT, '--kills', '4', '--shop', SHOP_FOLDER])

  expect(JSON.parse(stdout)).toMatchObject({
    ...{ kills: 4, orders: 16, paid: 16, withPurchase: 16, withoutPurchase: 0, notById: 0 },
    recordedAgainUnderAnotherId: 0,
  })
})
