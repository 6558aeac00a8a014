// Which texts may stand as a name, an identifier or a key, wherever they come from.

const MAX_EVENT_NAME_LENGTH = 128
const MAX_IDENTIFIER_LENGTH = 256
const MAX_UUID_LENGTH = 128

/** An event's name: 1 to 128 characters, no control character. */
export function isEventName(value: unknown): value is string {
  return isPlainText(value, MAX_EVENT_NAME_LENGTH)
}

/** A user's id or email: 1 to 256 characters, no control character. */
export function isIdentifier(value: unknown): value is string {
  return isPlainText(value, MAX_IDENTIFIER_LENGTH)
}

/** A `mida_uuid`: opaque, 1 to 128 letters, digits, dots, underscores or hyphens, so that it is safe in a cookie. */
export function isMidaUuid(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_UUID_LENGTH && /^[\w.-]+$/.test(value)
}

/** A `kit_event_id`: 8 to 64 letters, digits, underscores or hyphens. */
export function isKitEventId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{8,64}$/.test(value)
}

/** A key that reaches an object's prototype when it is copied carelessly. */
export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}

/** A text that every JSON reader takes: no NUL, and no half of a surrogate pair. */
export function isCleanText(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a NUL is what is looked for.
  const isSuspect = /[\u0000\ud800-\udfff]/.test(value) // Most texts hold neither: one quick look for both.
  return !isSuspect || (!value.includes('\u0000') && !/\p{Surrogate}/u.test(value))
}

function isPlainText(value: unknown, maxLength: number): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > maxLength) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return !/[\u0000-\u001f\u007f]/.test(value) && value.trim() !== '' && isCleanText(value)
}
