// What the shop sells beside its plans: things for a desk. Plain values: they go to the browser too.

export const PRODUCT_IDS = ['planner', 'refill', 'tray'] as const

export type ProductId = (typeof PRODUCT_IDS)[number]

export type Product = {
  readonly id: ProductId
  readonly name: string
  readonly priceCents: number
  readonly summary: string
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 'planner',
    name: 'Desk planner',
    priceCents: 2_400,
    summary: 'A page a day, on paper that takes a fountain pen.',
  },
  {
    id: 'refill',
    name: 'Refill pages',
    priceCents: 900,
    summary: 'A hundred plain pages for the planner’s three rings.',
  },
  {
    id: 'tray',
    name: 'Pen tray',
    priceCents: 3_200,
    summary: 'Oiled oak, with room for four pens and a ruler.',
  },
]

export function findProduct(id: ProductId): Product {
  const product = PRODUCTS.find((candidate) => candidate.id === id)
  if (!product) throw new Error(`There is no product ${id}.`)
  return product
}
