'use server'
// Checks a password and starts a session.
import { findUserByEmail } from '@/lib/database/users'
import type { FormResult } from '@/lib/forms/form-result'
import { parseForm } from '@/lib/forms/parse-form'
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
