// The keys by which events are known, as they are stored: short, and naming nobody.
import { createHash } from 'node:crypto'

/** 128 bits of a SHA-256: keys hold visitors' identifiers, which should not outlive their events in the file. */
export function toKeyHash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}
