// Money as the shop counts it: whole cents of euros.

const FORMAT = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

export const CURRENCY = 'EUR'

/** `2400` is `€24.00`. */
export function formatCents(cents: number): string {
  return FORMAT.format(cents / 100)
}

/** As an event carries it: `2400` is 24. */
export function toAmount(cents: number): number {
  return cents / 100
}
