// Who is logged in and how full the cart is, for the header and the plans: the pages themselves stay static.
import { countItems } from '@/lib/cart'
import { readCart } from '@/lib/cart-cookie'
import { readCurrentUser } from '@/lib/session'

export async function GET(): Promise<Response> {
  const user = await readCurrentUser()
  const me = user && { id: user.id, email: user.email, plan: user.plan }
  const cartCount = countItems(await readCart())
  return Response.json({ user: me, cartCount }, { headers: { 'cache-control': 'no-store' } })
}
