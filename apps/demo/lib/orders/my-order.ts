// An order, for whoever may see it: its owner, or for one without an account whoever has its address.
import 'server-only'
import { findOrder, type Order } from '@/lib/database/orders'
import { readCurrentUser } from '@/lib/session'

export async function findMyOrder(id: string): Promise<Order | null> {
  const order = findOrder(id)
  if (!order || order.userId === null) return order
  const user = await readCurrentUser()
  return user?.id === order.userId ? order : null
}
