'use server'
// Puts an e-mail address on the newsletter's list.
import { addSubscriber } from '@/lib/database/subscribers'
import type { FormResult } from '@/lib/forms/form-result'
import { parseForm } from '@/lib/forms/parse-form'
import { newsletterForm } from '@/lib/forms/schemas'

export async function subscribe(input: unknown): Promise<FormResult<{ isNew: boolean }>> {
  const form = parseForm(newsletterForm, input)
  if (!form.ok) return form
  return { ok: true, value: { isNew: addSubscriber(form.value.email) } }
}
