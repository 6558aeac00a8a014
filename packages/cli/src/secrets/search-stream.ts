// Looks for texts in a stream of bytes without holding it: also where a text lies across two chunks.

export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Whether one of the texts is in the stream. Stops reading at the first. */
export async function hasText(chunks: Chunks, needles: readonly Buffer[]): Promise<boolean> {
  const overlap = Math.max(0, ...needles.map(({ length }) => length - 1))
  let tail: Buffer = Buffer.alloc(0)
  for await (const bytes of chunks) {
    const chunk = toBuffer(bytes)
    if (includesOne(chunk, needles)) return true
    // What the last chunk ended with, and this one begins with.
    if (includesOne(Buffer.concat([tail, chunk.subarray(0, overlap)]), needles)) return true
    tail = keepTail(tail, chunk, overlap)
  }
  return false
}

/** The texts as bytes. */
export function toNeedles(spellings: readonly string[]): Buffer[] {
  return spellings.map((spelling) => Buffer.from(spelling))
}

function includesOne(chunk: Buffer, needles: readonly Buffer[]): boolean {
  return needles.some((needle) => chunk.indexOf(needle) !== -1)
}

/** A chunk may be shorter than the overlap, so the tail is made of what was there before as well. */
function keepTail(tail: Buffer, chunk: Buffer, length: number): Buffer {
  if (length === 0) return Buffer.alloc(0)
  if (chunk.length >= length) return Buffer.from(chunk.subarray(-length))
  return Buffer.concat([tail, chunk]).subarray(-length)
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
