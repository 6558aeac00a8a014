// Keeps personal data out of what is printed and what hooks hear: emails, and in print the ids.
import type { JsonObject, Visitor } from '@mida-kit/contract'

const EMAIL = /[^\s@"'<>()]+@[^\s@"'<>()]+\.[^\s@"'<>()]+/g
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

/** Properties in print: every email in them is gone. */
export function toPrintableProperties(properties: JsonObject | undefined): JsonObject {
  try {
    const text = JSON.stringify(properties ?? {}).replace(EMAIL, REDACTED)
    return JSON.parse(text)
  } catch {
    return {} // Refused before it was known whether JSON can carry them.
  }
}

function shorten(id: unknown): string {
  const text = String(id)
  return text.length <= SHOWN_CHARACTERS ? '…' : `${text.slice(0, SHOWN_CHARACTERS)}…`
}
