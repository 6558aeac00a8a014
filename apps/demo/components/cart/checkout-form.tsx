'use client'
// Where the receipt goes and how it is paid. The visitor's uuid travels along, to be stored with the order.
import { useMidaUuid } from '@mida-kit/react'
import { type ReactElement, useActionState } from 'react'
import { FormMessage } from '@/components/form/form-message'
import { SubmitButton } from '@/components/form/submit-button'
import { TextField } from '@/components/form/text-field'
import { checkOut } from '@/lib/actions/check-out'
import { CARD_NAMES, CARDS } from '@/lib/payments/cards'

export function CheckoutForm({ email, total }: { email: string; total: string }): ReactElement {
  const [posted, action, isPending] = useActionState(checkOut, null)
  const uuid = useMidaUuid()

  return (
    <form action={action} noValidate>
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="email"
        hint="For the receipt. No account needed."
        entered={posted?.entered.email ?? email}
        error={posted?.fields.email}
      />
      <fieldset>
        <legend>Card</legend>
        {CARDS.map((card, index) => (
          <label key={card} className="choice">
            <input type="radio" name="card" value={card} defaultChecked={index === 0} /> {CARD_NAMES[card]}
          </label>
        ))}
      </fieldset>
      <input type="hidden" name="mida_uuid" value={uuid.status === 'ready' ? uuid.uuid : ''} />
      <SubmitButton isPending={isPending}>Pay {total}</SubmitButton>
      <FormMessage refusal={posted ?? undefined} />
    </form>
  )
}
