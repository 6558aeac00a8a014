'use client'
// Yes and no, side by side and alike. With JavaScript the answer holds at once; without, the form is posted.
import type { FormEvent, ReactElement } from 'react'
import { answerConsent } from '@/lib/actions/answer-consent'
import { parseChoice } from '@/lib/consent/choice'
import { answerInBrowser } from './use-consent-choice'

type ConsentFormProps = { yes: string; no: string }

export function ConsentForm({ yes, no }: ConsentFormProps): ReactElement {
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    const button = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null
    const choice = button instanceof HTMLButtonElement ? parseChoice(button.value) : null
    if (!choice) return
    event.preventDefault()
    answerInBrowser(choice)
  }

  return (
    <form action={answerConsent} onSubmit={onSubmit} className="consent-form">
      <button className="button quiet" name="choice" value="denied" type="submit">
        {no}
      </button>
      <button className="button quiet" name="choice" value="granted" type="submit">
        {yes}
      </button>
    </form>
  )
}
