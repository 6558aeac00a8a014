'use client'
// Sign-up, and the first way to tell Mida who somebody is: by the session alone.
import type { ReactElement } from 'react'
import { CredentialsForm } from '@/components/credentials-form'
import { useSessionChange } from '@/components/use-session-change'
import { postSignUp, signUp } from '@/lib/actions/sign-up'

export function SignUpForm(): ReactElement {
  const changeSession = useSessionChange()

  return (
    <CredentialsForm
      action={signUp}
      postAction={postSignUp}
      // The server has started a session. `refreshUser`, inside here, has the kit ask the endpoint who is logged in
      // now; the kit then calls `mida.identify({ id })` itself. Nothing else is needed.
      onSuccess={() => changeSession('/account')}
      submitLabel="Sign up"
      emailAutoComplete="email"
      passwordAutoComplete="new-password"
      passwordHint="At least 8 characters."
    />
  )
}
