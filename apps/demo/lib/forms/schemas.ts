// What the shop's forms must hold.
import { z } from 'zod'
import { CARDS } from '@/lib/payments/cards'

const MAX_EMAIL_LENGTH = 254
const MAX_UUID_LENGTH = 256
const MIN_PASSWORD_LENGTH = 8
const MAX_PASSWORD_LENGTH = 256

const email = z
  .string('Enter your e-mail address.')
  .trim()
  .toLowerCase()
  .min(1, 'Enter your e-mail address.')
  .max(MAX_EMAIL_LENGTH, 'This e-mail address is too long.')
  .pipe(z.email('This is not an e-mail address. One looks like name@example.com.'))

const newPassword = z
  .string('Choose a password.')
  .min(MIN_PASSWORD_LENGTH, `The password needs at least ${MIN_PASSWORD_LENGTH} characters.`)
  .max(MAX_PASSWORD_LENGTH, `The password may have at most ${MAX_PASSWORD_LENGTH} characters.`)

const knownPassword = z
  .string('Enter your password.')
  .min(1, 'Enter your password.')
  .max(MAX_PASSWORD_LENGTH, `The password may have at most ${MAX_PASSWORD_LENGTH} characters.`)

export const newsletterForm = z.object({ email })
export const signUpForm = z.object({ email, password: newPassword })
export const logInForm = z.object({ email, password: knownPassword })
export const checkoutForm = z.object({
  email,
  card: z.enum(CARDS, 'Choose a card.'),
  // Empty where the browser has none: the script is blocked, there is no consent, or no JavaScript.
  mida_uuid: z
    .string()
    .max(MAX_UUID_LENGTH)
    .optional()
    .transform((uuid) => uuid || null),
})
