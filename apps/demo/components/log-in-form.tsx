'use client'
// Login, and the second way to tell Mida who somebody is: `identify` in the login handler.
import { useMida } from '@mida-kit/react'
import type { ReactElement } from 'react'
import { CredentialsForm } from '@/components/credentials-form'
import { useSessionChange } from '@/components/use-session-change'
import { logIn, postLogIn } from '@/lib/actions/log-in'

export function LogInForm(): ReactElement {
  const { identify } = useMida()
  const changeSession = useSessionChange()

  return (
    <CredentialsForm
      action={logIn}
      postAction={postLogIn}
      onSuccess={({ id, email }) => {
        // With more than the id: the e-mail address becomes an attribute of Mida's visitor. Not awaited, since it waits
        // for Mida's script and nobody should have to; it never rejects, and what is tracked next waits for it.
        void identify({ id, email })
        return changeSession('/account')
      }}
      submitLabel="Log in"
      emailAutoComplete="username"
      passwordAutoComplete="current-password"
    />
  )
}
