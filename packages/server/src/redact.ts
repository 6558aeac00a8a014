// Keeps personal data out of what is printed and what hooks hear: emails, and in print the ids.
import type { JsonObject, Visitor } from '@mida-kit/contract'

// Bounded, so that a long text without an address costs no more than its length.
const EMAIL = /[^\s@"'<>()]{1,64}@[^\s@"'<>()]{1,255}/g
const REDACTED = '[redacted]'
const SHOWN_CHARACTERS = 4

/** The visitor as hooks hear of it: whether there is an email, not which. */
export function hideEmail(visitor: Visitor | null): Visitor | null {
  return visitor?.email === undefined ? visitor : { ...visitor, email: REDACTED }
}

/** The visitor in print: enough of an id to tell two apart, and no email. */
export function toPrintableVisitor(visitor: Visitor | null): JsonObject | null {
  if (visitor === null) return null
  const { id, midaUuid, email } = visitor
  return {
    ...(id === undefined ? {} : { id: shorten(id) }),
    ...(midaUuid === undefined ? {} : { midaUuid: shorten(midaUuid) }),
    ...(email === undefined ? {} : { email: REDACTED }),
  }
}

/** Properties in print: every email in them is gone, in keys too. */
export function toPrintableProperties(properties: JsonObject | undefined): JsonObject {
  try {
    return JSON.parse(JSON.stringify(properties ?? {}), (_key, value: unknown) => hideEmails(value))
  } catch {
    return {} // Refused before it was known whether JSON can carry them.
  }
}

/**
 * A text in print: no email, and on one line. It may hold what a visitor wrote (a key of a property, a value that a
 * schema repeats), which must not write lines of its own into the log or speak to the terminal.
 */
export function toPrintableText(text: string): string {
  return text
    .replaceAll(EMAIL, REDACTED)
    .replaceAll(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g

function hideEmails(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(EMAIL, REDACTED)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key.replaceAll(EMAIL, REDACTED), each]),
  )
}

function shorten(id: unknown): string {
  const text = String(id)
  return text.length <= SHOWN_CHARACTERS ? '…' : `${text.slice(0, SHOWN_CHARACTERS)}…`
}
