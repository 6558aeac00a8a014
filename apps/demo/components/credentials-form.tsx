'use client'
// E-mail address and password: the form of login and sign-up. With JavaScript it is a mutation, without it is posted.
import { type ReactElement, useActionState } from 'react'
import { FormMessage } from '@/components/form/form-message'
import { SubmitButton } from '@/components/form/submit-button'
import { TextField } from '@/components/form/text-field'
import { useFormMutation } from '@/components/form/use-form-mutation'
import type { FormResult, PostAction } from '@/lib/forms/form-result'

type CredentialsFormProps<Value> = {
  action: (input: unknown) => Promise<FormResult<Value>>
  /** The same for a form that is posted: leads to another page where it is taken. */
  postAction: PostAction
  /** Hears of a form that was taken, and leaves the page. */
  onSuccess: (value: Value) => Promise<void>
  submitLabel: string
  emailAutoComplete: 'username' | 'email'
  passwordAutoComplete: 'current-password' | 'new-password'
  passwordHint?: string
}

export function CredentialsForm<Value>(props: CredentialsFormProps<Value>): ReactElement {
  const [posted, post] = useActionState(props.postAction, null)
  const { formRef, onSubmit, isPending, ...mutation } = useFormMutation({
    mutationFn: props.action,
    onSuccess: props.onSuccess,
    leavesPage: true,
  })

  const refusal = mutation.refusal ?? posted ?? undefined
  return (
    <form ref={formRef} action={post} onSubmit={onSubmit} noValidate>
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete={props.emailAutoComplete}
        entered={posted?.entered.email}
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
