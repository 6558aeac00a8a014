// Reads what a form sent: from unknown to a value, or to a message for each field.
import 'server-only'
import type { z } from 'zod'
import type { FormRefusal, FormResult, PostedForm } from './form-result'

export function parseForm<Value>(schema: z.ZodType<Value>, input: unknown): FormResult<Value> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }

  const fields: Record<string, string> = {}
  for (const { path, message } of parsed.error.issues) fields[String(path[0] ?? '')] ??= message
  const { '': message, ...named } = fields
  return { ok: false, fields: named, ...(message === undefined ? {} : { message }) }
}

/** The refusal of a form that was posted, with what to put into its fields again. Never a password. */
export function toPosted(refusal: FormRefusal, posted: FormData): PostedForm {
  const email = posted.get('email')
  return { ...refusal, entered: { email: typeof email === 'string' ? email : '' } }
}
