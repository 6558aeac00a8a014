'use server'
import { hasConsent } from '@/lib/consent/server-choice'
// Puts an e-mail address on the newsletter's list.
import { addSubscriber } from '@/lib/database/subscribers'
import type { FormResult, PostedForm } from '@/lib/forms/form-result'
import { parseForm, toPosted } from '@/lib/forms/parse-form'
import { newsletterForm } from '@/lib/forms/schemas'
import { mida } from '@/lib/mida/server'

export async function subscribe(input: unknown): Promise<FormResult<{ isNew: boolean }>> {
  const form = parseForm(newsletterForm, input)
  if (!form.ok) return form
  return { ok: true, value: { isNew: addSubscriber(form.value.email) } }
}

/** What came of a form that was posted without JavaScript. */
export type PostedSubscription = PostedForm | { readonly ok: true; readonly isNew: boolean }

/** For a form that is posted without JavaScript: no browser tracks, so the server does, by the kit's cookie or the session. */
export async function postSubscription(
  _before: PostedSubscription | null,
  posted: FormData,
): Promise<PostedSubscription> {
  const result = await subscribe(Object.fromEntries(posted))
  if (!result.ok) return toPosted(result, posted)
  const { isNew } = result.value
  if (isNew && (await hasConsent())) await mida.track('form_submitted', { form: 'newsletter' })
  return { ok: true, isNew }
}
