'use server'
// Puts an e-mail address on the newsletter's list.
import { hasConsent } from '@/lib/consent/server-choice'
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

/** What came of a form that was posted; `isTracked`: whether the server knew a visitor to record the event for. */
export type PostedSubscription =
  | PostedForm
  | { readonly ok: true; readonly isNew: boolean; readonly isTracked: boolean }

/**
 * For a form that is posted without JavaScript, or before the page has come alive: the server tracks, by the session or
 * the kit's cookie. Whom it does not know yet, on a first page, the browser tracks once it is alive.
 */
export async function postSubscription(
  _before: PostedSubscription | null,
  posted: FormData,
): Promise<PostedSubscription> {
  const result = await subscribe(Object.fromEntries(posted))
  if (!result.ok) return toPosted(result, posted)
  const { isNew } = result.value
  if (!isNew || !(await hasConsent())) return { ok: true, isNew, isTracked: false }
  const { status } = await mida.track('form_submitted', { form: 'newsletter' })
  return { ok: true, isNew, isTracked: status !== 'failed' && status !== 'skipped' }
}
