'use server'
// Checks a password and starts a session.
import { redirect } from 'next/navigation'
import { findUserByEmail } from '@/lib/database/users'
import type { FormResult, PostedForm } from '@/lib/forms/form-result'
import { parseForm, toPosted } from '@/lib/forms/parse-form'
import { logInForm } from '@/lib/forms/schemas'
import { isPassword } from '@/lib/password'
import { startSession } from '@/lib/session'

const WRONG = { ok: false, message: 'E-mail address or password is wrong.', fields: {} } as const

export async function logIn(input: unknown): Promise<FormResult<{ id: string; email: string }>> {
  const form = parseForm(logInForm, input)
  if (!form.ok) return form

  const user = findUserByEmail(form.value.email)
  const isRight = await isPassword(form.value.password, user?.passwordHash ?? null)
  if (!user || !isRight) return WRONG

  await startSession(user.id)
  return { ok: true, value: { id: user.id, email: user.email } }
}

/** For a form that is posted without JavaScript. */
export async function postLogIn(_before: PostedForm | null, posted: FormData): Promise<PostedForm> {
  const result = await logIn(Object.fromEntries(posted))
  if (result.ok) redirect('/account')
  return toPosted(result, posted)
}
