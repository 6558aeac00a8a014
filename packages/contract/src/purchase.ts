// Mida's own `Purchase`: its documented properties with line items, as a builder and as a schema for the catalogue.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isIdentifier } from './names.ts'
import { isPlainObject } from './parse-properties.ts'

/** One line of an order. */
export type PurchaseItem = {
  /** What the shop calls the line or the variant. */
  readonly id: string
  /** The product that it belongs to. */
  readonly productId?: string | undefined
  /** Pieces. @default 1 */
  readonly quantity?: number | undefined
}

/** An order as `purchase` takes it. */
export type Purchase = {
  /** What was paid, in units of the currency: 199.99. */
  readonly revenue: number
  /** ISO 4217, e.g. `USD`. */
  readonly currency: string
  /** Pieces in all. @default the sum of the items' quantities, 1 without items */
  readonly quantity?: number | undefined
  readonly items?: readonly PurchaseItem[] | undefined
  /** The order's number. Not one of Mida's properties: it is what a `dedupeKey` needs. */
  readonly orderId?: string | undefined
}

/** Line items as Mida documents them, flat and counted from 1. */
export type PurchaseItems = {
  readonly [key: `item_${number}_id` | `item_${number}_product_id`]: string
  readonly [key: `item_${number}_quantity`]: number
}

/** The properties of `Purchase` as Mida documents them. */
export type PurchaseProperties = PurchaseItems & {
  readonly revenue: number
  readonly currency: string
  readonly quantity: number
  readonly order_id?: string
}

/**
 * The properties of Mida's `Purchase` event, on the server and in the browser: `track('Purchase', purchase(order))`.
 *
 * Checks nothing: `purchaseSchema` in the catalogue does, where the event is recorded.
 *
 * @see https://docs.mida.so
 */
export function purchase({ revenue, currency, quantity, items = [], orderId }: Purchase): PurchaseProperties {
  const pieces = items.reduce((sum, item) => sum + (item.quantity ?? 1), 0)
  return {
    revenue,
    currency,
    quantity: quantity ?? Math.max(1, pieces),
    ...(orderId === undefined ? {} : { order_id: orderId }),
    ...lineItems(items),
  }
}

/** The properties `item_1_id`, `item_1_product_id`, `item_1_quantity`, `item_2_id`, … of line items, for any event. */
export function lineItems(items: readonly PurchaseItem[]): PurchaseItems {
  const properties: Record<`item_${number}_${'id' | 'product_id'}`, string> &
    Record<`item_${number}_quantity`, number> = {}
  for (const [index, { id, productId, quantity = 1 }] of items.entries()) {
    const line = `item_${index + 1}` as const
    properties[`${line}_id`] = id
    if (productId !== undefined) properties[`${line}_product_id`] = productId
    properties[`${line}_quantity`] = quantity
  }
  return properties
}

/**
 * A schema of Mida's `Purchase` for the catalogue, without a schema library:
 * `Purchase: { schema: purchaseSchema, from: 'server', dedupeKey: (paid) => paid.order_id ?? '', guarantee: 'at-least-once' }`.
 *
 * Refuses a revenue that is no finite number from 0 up, a currency that is not three capital letters, quantities that
 * are not whole numbers above 0, and any other property.
 */
export const purchaseSchema: StandardSchemaV1<PurchaseProperties> = {
  '~standard': { version: 1, vendor: 'mida-kit', validate: validatePurchase },
}

function validatePurchase(input: unknown): StandardSchemaV1.Result<PurchaseProperties> {
  if (!isPlainObject(input)) return { issues: [{ message: 'must be an object' }] }
  const issues: StandardSchemaV1.Issue[] = []
  for (const key of ['revenue', 'currency', 'quantity']) {
    if (!Object.hasOwn(input, key)) issues.push({ message: 'is missing', path: [key] })
  }
  for (const [key, value] of Object.entries(input)) {
    const message = value === undefined ? null : findFault(key, value)
    if (message !== null) issues.push({ message, path: [key] })
  }
  return issues.length > 0 ? { issues } : { value: { ...input } as PurchaseProperties }
}

function findFault(key: string, value: unknown): string | null {
  if (key === 'revenue') return isAmount(value) ? null : 'must be a number from 0 up'
  if (key === 'currency') return isCurrency(value) ? null : 'must be an ISO 4217 code such as USD'
  if (key === 'quantity' || /^item_[1-9]\d*_quantity$/.test(key)) {
    return isCount(value) ? null : 'must be a whole number above 0'
  }
  if (key === 'order_id' || /^item_[1-9]\d*_(product_)?id$/.test(key)) {
    return isIdentifier(value) ? null : 'must be a text of 1 to 256 characters'
  }
  return 'is not a property of a Purchase'
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Z]{3}$/.test(value)
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}
