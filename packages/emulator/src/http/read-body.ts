// A web request's body as text, unless it is too long.

/** Null for a body of more than `limitBytes`, which is not read to its end. */
export async function readBody(request: Request, limitBytes: number): Promise<string | null> {
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.byteLength
    chunks.push(value)
    if (bytes > limitBytes) {
      // Not awaited: the request's clone shares the source, and never lets this settle.
      reader.cancel().catch(() => {})
      return null
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}
