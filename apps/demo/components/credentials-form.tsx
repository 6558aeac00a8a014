'use client'
// E-mail address and password: the form of login and sign-up.
import type { ReactElement } from 'react'
import { FormMessage } from '@/components/form/form-message'
import { SubmitButton } from '@/components/form/submit-button'
import { TextField } from '@/components/form/text-field'
import { useFormMutation } from '@/components/form/use-form-mutation'
import type { FormResult } from '@/lib/forms/form-result'

type CredentialsFormProps<Value> = {
  action: (input: unknown) => Promise<FormResult<Value>>
  /** Hears of a form that was taken, and leaves the page. */
  onSuccess: (value: Value) => Promise<void>
  submitLabel: string
  emailAutoComplete: 'username' | 'email'
  passwordAutoComplete: 'current-password' | 'new-password'
  passwordHint?: string
}

export function CredentialsForm<Value>(props: CredentialsFormProps<Value>): ReactElement {
  const { formRef, onSubmit, isPending, refusal } = useFormMutation({
    mutationFn: props.action,
    onSuccess: props.onSuccess,
    leavesPage: true,
  })

  return (
    <form ref={formRef} onSubmit={onSubmit} noValidate>
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete={props.emailAutoComplete}
        error={refusal?.fields.email}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete={props.passwordAutoComplete}
        hint={props.passwordHint}
        error={refusal?.fields.password}
      />
      <SubmitButton isPending={isPending}>{props.submitLabel}</SubmitButton>
      <FormMessage refusal={refusal} />
    </form>
  )
}
