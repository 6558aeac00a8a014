'use server'
// Keeps the answer to the consent banner. A no also takes back what the shop would have told Mida later.
import { parseChoice } from '@/lib/consent/choice'
import { writeChoice } from '@/lib/consent/server-choice'
import { forgetOrderVisitors } from '@/lib/database/orders'
import { unlinkVisitors } from '@/lib/database/visitors'
import { readCurrentUser } from '@/lib/session'

/** The form's own way, which needs no JavaScript. */
export async function answerConsent(form: FormData): Promise<void> {
  const choice = parseChoice(form.get('choice'))
  if (!choice) return
  await writeChoice(choice)
  if (choice === 'denied') await forgetTracking()
}

/** The uuids that are stored with the user, and those of orders whose payment or refund is still to come. */
export async function forgetTracking(): Promise<void> {
  const user = await readCurrentUser()
  if (!user) return
  unlinkVisitors(user.id)
  forgetOrderVisitors(user.id)
}
