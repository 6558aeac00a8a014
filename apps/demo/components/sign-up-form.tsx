'use client'
// Sign-up, and the first way to tell Mida who somebody is: by the session alone.
import type { ReactElement } from 'react'
import { FormMessage } from '@/components/form/form-message'
import { SubmitButton } from '@/components/form/submit-button'
import { TextField } from '@/components/form/text-field'
import { useFormMutation } from '@/components/form/use-form-mutation'
import { useSessionChange } from '@/components/use-session-change'
import { signUp } from '@/lib/actions/sign-up'

export function SignUpForm(): ReactElement {
  const changeSession = useSessionChange()
  const { formRef, onSubmit, isPending, refusal } = useFormMutation({
    mutationFn: signUp,
    // The server has started a session. `refreshUser`, inside here, has the kit ask the endpoint who is logged in
    // now; the kit then calls `mida.identify({ id })` itself. Nothing else is needed.
    onSuccess: () => changeSession('/account'),
    leavesPage: true,
  })

  return (
    <form ref={formRef} onSubmit={onSubmit} noValidate>
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="email"
        error={refusal?.fields.email}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint="At least 8 characters."
        error={refusal?.fields.password}
      />
      <SubmitButton isPending={isPending}>Sign up</SubmitButton>
      <FormMessage refusal={refusal} />
    </form>
  )
}
