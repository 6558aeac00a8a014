'use server'
// Puts things into the cart and takes them out. A form's action, so that it works without JavaScript.
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { MAX_COUNT } from '@/lib/cart'
import { readCart, writeCart } from '@/lib/cart-cookie'
import { hasConsent } from '@/lib/consent/server-choice'
import { mida } from '@/lib/mida/server'
import { PRODUCT_IDS } from '@/lib/products'

const cartChange = z.object({
  product: z.enum(PRODUCT_IDS),
  count: z.coerce.number().int().min(0).max(MAX_COUNT),
})

/** One more of a product, then the cart. */
export async function addToCart(form: FormData): Promise<void> {
  const product = z.enum(PRODUCT_IDS).safeParse(form.get('product')).data
  if (!product) return

  const cart = await readCart()
  await writeCart({ ...cart, [product]: Math.min((cart[product] ?? 0) + 1, MAX_COUNT) })
  // Of a user by id, of a visitor by the uuid in the kit's cookie: nobody has to say who this is.
  if (await hasConsent()) await mida.track('cart_item_added', { product })
  redirect('/cart')
}

/** How many of a product; none takes it out. */
export async function setCartCount(form: FormData): Promise<void> {
  const change = cartChange.safeParse({ product: form.get('product'), count: form.get('count') }).data
  if (!change) return

  const { [change.product]: _before, ...others } = await readCart()
  await writeCart(change.count > 0 ? { ...others, [change.product]: change.count } : others)
  revalidatePath('/cart')
}
