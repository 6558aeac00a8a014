'use client'
// Login, and the second way to tell Mida who somebody is: `identify` in the login handler.
import { useMida } from '@mida-kit/react'
import type { ReactElement } from 'react'
import { FormMessage } from '@/components/form/form-message'
import { SubmitButton } from '@/components/form/submit-button'
import { TextField } from '@/components/form/text-field'
import { useFormMutation } from '@/components/form/use-form-mutation'
import { useSessionChange } from '@/components/use-session-change'
import { logIn } from '@/lib/actions/log-in'

export function LogInForm(): ReactElement {
  const { identify } = useMida()
  const changeSession = useSessionChange()
  const { formRef, onSubmit, isPending, refusal } = useFormMutation({
    mutationFn: logIn,
    onSuccess: ({ id, email }) => {
      // With more than the id: the e-mail address becomes an attribute of Mida's visitor. Not awaited, since it waits
      // for Mida's script and nobody should have to; it never rejects, and what is tracked next waits for it.
      void identify({ id, email })
      return changeSession('/account')
    },
    leavesPage: true,
  })

  return (
    <form ref={formRef} onSubmit={onSubmit} noValidate>
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        error={refusal?.fields.email}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        error={refusal?.fields.password}
      />
      <SubmitButton isPending={isPending}>Log in</SubmitButton>
      <FormMessage refusal={refusal} />
    </form>
  )
}
