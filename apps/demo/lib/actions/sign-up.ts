'use server'
// Makes an account, logs its owner in and tracks `signed_up`.
import { redirect } from 'next/navigation'
import { hasConsent } from '@/lib/consent/server-choice'
import { createUser } from '@/lib/database/users'
import type { FormResult, PostedForm } from '@/lib/forms/form-result'
import { parseForm, toPosted } from '@/lib/forms/parse-form'
import { signUpForm } from '@/lib/forms/schemas'
import { mida } from '@/lib/mida/server'
import { hashPassword } from '@/lib/password'
import { startSession } from '@/lib/session'

export async function signUp(input: unknown): Promise<FormResult<{ id: string }>> {
  const form = parseForm(signUpForm, input)
  if (!form.ok) return form

  const { email, password } = form.value
  const user = createUser({ email, passwordHash: await hashPassword(password) })
  if (!user)
    return { ok: false, fields: { email: 'There is an account for this e-mail address. Log in instead.' } }

  await startSession(user.id)
  // Mida meets this id only when the browser identifies: the kit tries again until it has.
  if (await hasConsent()) await mida.track('signed_up')
  return { ok: true, value: { id: user.id } }
}

/** For a form that is posted without JavaScript. */
export async function postSignUp(_before: PostedForm | null, posted: FormData): Promise<PostedForm> {
  const result = await signUp(Object.fromEntries(posted))
  if (result.ok) redirect('/account')
  return toPosted(result, posted)
}
