'use client'
// The newsletter: subscribes, tracks `form_submitted` from the browser, and says honestly what became of the event.
import { useMida } from '@mida-kit/react'
import { type ReactElement, useActionState, useEffect, useEffectEvent, useRef, useState } from 'react'
import { FormMessage } from '@/components/form/form-message'
import { SubmitButton } from '@/components/form/submit-button'
import { TextField } from '@/components/form/text-field'
import { useFormMutation } from '@/components/form/use-form-mutation'
import { postSubscription, subscribe } from '@/lib/actions/subscribe'
import { explainBrowserDelivery } from '@/lib/mida/explain'

type Status = { readonly list: string; readonly event: string }

export function NewsletterForm(): ReactElement {
  const { track } = useMida()
  const [status, setStatus] = useState<Status | null>(null)
  const [posted, post] = useActionState(postSubscription, null)
  const { formRef, onSubmit, isPending, ...mutation } = useFormMutation({
    mutationFn: (input) => {
      setStatus(null)
      return subscribe(input)
    },
    onSuccess: ({ isNew }) => {
      formRef.current?.reset()
      if (isNew) void trackSubscription()
      else
        setStatus({
          list: listText(isNew),
          event: 'Nothing new happened, so no event was sent.',
        })
    },
  })

  // A visitor's event: recorded by the uuid that Mida gave this browser. The promise always settles.
  const trackSubscription = async (): Promise<void> => {
    const list = listText(true)
    setStatus({ list, event: 'The event form_submitted is on its way …' })
    const delivery = await track('form_submitted', { form: 'newsletter' })
    setStatus({ list, event: `Event form_submitted: ${explainBrowserDelivery(delivery).text}` })
  }

  const trackPosted = useEffectEvent(trackSubscription)
  const lastTold = useRef<typeof posted>(null)
  useEffect(() => {
    if (!posted?.ok || !posted.isNew || posted.isTracked || lastTold.current === posted) return
    lastTold.current = posted
    void trackPosted()
  }, [posted])

  const postedRefusal = posted?.ok === false ? posted : undefined
  const refusal = mutation.refusal ?? postedRefusal
  return (
    <form ref={formRef} action={post} onSubmit={onSubmit} noValidate aria-labelledby="newsletter-heading">
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="email"
        entered={postedRefusal?.entered.email}
        error={refusal?.fields.email}
      />
      <SubmitButton isPending={isPending}>Subscribe</SubmitButton>
      <FormMessage refusal={refusal} />
      <div role="status" className="status">
        {!status && posted?.ok && <p>{listText(posted.isNew)}</p>}
        {status && (
          <>
            <p>{status.list}</p>
            <p className="hint">{status.event}</p>
          </>
        )}
      </div>
    </form>
  )
}

function listText(isNew: boolean): string {
  return isNew ? 'You are on the list.' : 'You were on the list already.'
}
