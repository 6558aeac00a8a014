// The states of an order, and what they are called. Plain values: they go to the browser too.

export const ORDER_STATUSES = ['open', 'paid', 'declined', 'refund_requested', 'refunded'] as const

export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const ORDER_WORDS: Readonly<Record<OrderStatus, string>> = {
  open: 'Your payment is on its way. You can close this page: it arrives without it.',
  paid: 'Paid. Thank you!',
  declined: 'Your card was declined. Nothing was paid.',
  refund_requested: 'You asked for your money back. It is paid with the next run.',
  refunded: 'Your money is on its way back to you.',
}
