// The kit_event_id: made once a call, and kept over resends.

/** Random, 32 or 36 characters. On plain http `randomUUID` is missing, in old browsers all of `crypto`. */
export function makeEventId(random: () => number): string {
  const source: Partial<Crypto> | undefined = globalThis.crypto
  if (source?.randomUUID) return source.randomUUID()
  const bytes = new Uint8Array(16).map(() => random() * 256)
  source?.getRandomValues?.(bytes)
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('')
}
