// Mida's own Purchase: what the builders make, and what the schema takes.
import { describe, expect, it } from 'vitest'
import { lineItems, purchase, purchaseSchema } from '../src/index.ts'

const ITEMS = [{ id: 'sku-1', productId: 'shirt', quantity: 2 }, { id: 'sku-2' }]

describe('purchase', () => {
  it('makes the documented properties, with line items counted from 1', () => {
    expect(purchase({ revenue: 199.99, currency: 'USD', items: ITEMS, orderId: 'o1' })).toEqual({
      revenue: 199.99,
      currency: 'USD',
      quantity: 3,
      order_id: 'o1',
      item_1_id: 'sku-1',
      item_1_product_id: 'shirt',
      item_1_quantity: 2,
      item_2_id: 'sku-2',
      item_2_quantity: 1,
    })
  })

  it('is of one piece where nothing else is said', () => {
    expect(purchase({ revenue: 5, currency: 'EUR' })).toEqual({ revenue: 5, currency: 'EUR', quantity: 1 })
  })
})

describe('lineItems', () => {
  it('stands alone, for an event of another name', () => {
    expect(lineItems([{ id: 'a' }])).toEqual({ item_1_id: 'a', item_1_quantity: 1 })
  })
})

describe('purchaseSchema', () => {
  const validate = (input: unknown) => purchaseSchema['~standard'].validate(input)

  it('takes what purchase makes', () => {
    const properties = purchase({ revenue: 0, currency: 'USD', items: ITEMS, orderId: 'o1' })

    expect(validate(properties)).toEqual({ value: properties })
  })

  it.each([
    ['no object', null, undefined],
    ['no currency', { revenue: 1, quantity: 1 }, 'currency'],
    ['a revenue below 0', { revenue: -1, currency: 'USD', quantity: 1 }, 'revenue'],
    ['a revenue that is NaN', { revenue: Number.NaN, currency: 'USD', quantity: 1 }, 'revenue'],
    ['a currency by its sign', { revenue: 1, currency: '$', quantity: 1 }, 'currency'],
    ['half a piece', { revenue: 1, currency: 'USD', quantity: 0.5 }, 'quantity'],
    ['an item counted from 0', { revenue: 1, currency: 'USD', quantity: 1, item_0_id: 'a' }, 'item_0_id'],
    [
      'an item’s quantity as a text',
      { revenue: 1, currency: 'USD', quantity: 1, item_1_quantity: '1' },
      'item_1_quantity',
    ],
    ['another property', { revenue: 1, currency: 'USD', quantity: 1, coupon: 'X' }, 'coupon'],
  ])('refuses %s by its field', (_what, input, field) => {
    expect(validate(input)).toMatchObject({ issues: [field === undefined ? {} : { path: [field] }] })
  })
})
