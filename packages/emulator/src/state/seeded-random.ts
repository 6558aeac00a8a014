// Numbers that look random and are the same for the same seed.

/** A generator of numbers from 0 up to 1 (mulberry32: 32 bits of state, good enough for uuids of a test). */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number from 0 up to 1 for a text: always the same, evenly spread (FNV-1a, then mixed by the generator above). */
export function toShare(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return createSeededRandom(hash)()
}
