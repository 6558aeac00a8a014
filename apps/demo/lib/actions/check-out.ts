'use server'
// Places an order: writes its row, hands it to the payment provider, and empties the cart.
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { sumCents, toLines } from '@/lib/cart'
import { readCart, writeCart } from '@/lib/cart-cookie'
import { hasConsent } from '@/lib/consent/server-choice'
import { createOrder } from '@/lib/database/orders'
import type { Account } from '@/lib/database/users'
import { listMidaUuids } from '@/lib/database/visitors'
import type { PostedForm } from '@/lib/forms/form-result'
import { parseForm, toPosted } from '@/lib/forms/parse-form'
import { checkoutForm } from '@/lib/forms/schemas'
import { requestPayment } from '@/lib/payments/provider'
import { PRODUCT_IDS } from '@/lib/products'
import { readCurrentUser } from '@/lib/session'

export async function checkOut(_before: PostedForm | null, posted: FormData): Promise<PostedForm | null> {
  const form = parseForm(checkoutForm, Object.fromEntries(posted))
  if (!form.ok) return toPosted(form, posted)
  const lines = toLines(await readCart(), PRODUCT_IDS)
  if (lines.length === 0) redirect('/cart')

  const user = await readCurrentUser()
  const mayTrack = await hasConsent()
  const { email, card, mida_uuid } = form.value
  const totalCents = sumCents(lines)
  const id = createOrder({
    userId: user?.id ?? null,
    email,
    // Stored now, for the webhook later, which has no browser. A user's is one that was published after their identify;
    // a guest's is the browser's claim: good for telling Mida, and for nothing else.
    midaUuid: mayTrack ? findUuid(user, mida_uuid) : null,
    mayTrack,
    lines: lines.map(({ product, count, cents }) => ({ productId: product.id, count, cents })),
    totalCents,
  })
  after(() => requestPayment({ id, cents: totalCents, card }))
  await writeCart({})
  redirect(`/orders/${id}`)
}

function findUuid(user: Account | null, claimed: string | null): string | null {
  return user ? (listMidaUuids(user.id)[0] ?? null) : claimed
}
