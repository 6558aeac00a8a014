// The cards that the simulated payment provider takes. Plain values: they go to the browser too.

export const CARDS = ['works', 'declined'] as const

export type Card = (typeof CARDS)[number]

export const CARD_NAMES: Readonly<Record<Card, string>> = {
  works: 'Test card that works',
  declined: 'Test card that is declined',
}
