'use server'
// Asks for an order's money back; the cron route pays it.
import { revalidatePath } from 'next/cache'
import { moveOrder } from '@/lib/database/orders'
import { findMyOrder } from '@/lib/orders/my-order'

export async function requestRefund(form: FormData): Promise<void> {
  const order = await findMyOrder(String(form.get('order_id') ?? ''))
  if (!order) return
  moveOrder(order.id, { from: 'paid', to: 'refund_requested' })
  revalidatePath(`/orders/${order.id}`)
}
