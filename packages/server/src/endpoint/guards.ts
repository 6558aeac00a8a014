// What a request must be before its content is looked at: from the app's own pages, JSON, and small.
import type { EndpointError } from '@mida-kit/contract'
import type { PrivacySignal } from '../options.ts'

/** A body that was read, or why it was not. */
export type BodyReading<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly error: EndpointError }

/**
 * Refuses what another site's page sends. `Sec-Fetch-Site` decides; where it is missing (plain http) `Origin` is held
 * against the host. A POST with neither is refused. Same-site is not same-origin.
 */
export function findForeignOrigin(request: Request, allowedOrigins: readonly string[]): EndpointError | null {
  const origin = request.headers.get('origin')
  if (origin !== null && allowedOrigins.includes(origin)) return null
  const site = request.headers.get('sec-fetch-site')
  if (site === 'same-origin') return null
  // A person who opens the address in a tab sends `none`; a page's GET to its own host sends no Origin at all.
  const isReading = request.method === 'GET'
  if (site === null && origin === null && isReading) return null
  if (site === 'none' && isReading) return null
  if (site === null && origin !== null && isOwnOrigin(origin, request)) return null
  return {
    code: 'foreign_origin',
    message:
      'This endpoint takes requests from its own origin only (Sec-Fetch-Site or Origin does not match).',
  }
}

const SIGNAL_HEADERS: Readonly<Record<PrivacySignal, string>> = { gpc: 'sec-gpc', dnt: 'dnt' }

/** Whether the browser says, by a signal that the app heeds, that it does not want to be tracked. */
export function hasPrivacySignal(headers: Pick<Headers, 'get'>, signals: readonly PrivacySignal[]): boolean {
  return signals.some((signal) => headers.get(SIGNAL_HEADERS[signal]) === '1')
}

/** How much of a body is read, and for how long. */
export type BodyBounds = { readonly maxBodyBytes: number; readonly bodyTimeoutMs: number }

/** Reads the body of a JSON request: its bytes counted while it is read, its time from the first look to the last byte. */
export async function readBody(request: Request, bounds: BodyBounds): Promise<BodyReading<Uint8Array>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    return refuse({ code: 'unsupported_content_type', message: 'Content-Type must be application/json.' })
  }
  const bytes = await readBytes(request, bounds)
  if (bytes === 'too_large') {
    return refuse({
      code: 'body_too_large',
      message: `The body is larger than ${bounds.maxBodyBytes} bytes.`,
    })
  }
  if (bytes === 'too_slow') {
    return refuse({ code: 'body_too_slow', message: 'The body took too long. Send it again.' })
  }
  if (bytes === 'broken') return refuse({ code: 'invalid_json', message: 'The body could not be read.' })
  return { ok: true, body: bytes }
}

const DECODER = new TextDecoder('utf-8', { fatal: true })

/** Reads bytes as JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): BodyReading<unknown> {
  try {
    return { ok: true, body: JSON.parse(DECODER.decode(bytes)) }
  } catch {
    return refuse({ code: 'invalid_json', message: 'The body is not JSON in UTF-8.' })
  }
}

function isOwnOrigin(origin: string, request: Request): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : null
  // Another scheme has other owners: `file:`, an extension's.
  if (url?.origin !== origin || !/^https?:$/.test(url.protocol)) return false
  const own =
    request.headers.get('x-forwarded-host') ?? request.headers.get('host') ?? new URL(request.url).host
  return url.host === own
}

type Unread = 'too_large' | 'too_slow' | 'broken'

async function readBytes(
  request: Request,
  { maxBodyBytes, bodyTimeoutMs }: BodyBounds,
): Promise<Uint8Array | Unread> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) return 'too_large'
  if (!request.body) return new Uint8Array()
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const reader = request.body.getReader()
    const late = new Promise<'too_slow'>((resolve) => {
      timer = setTimeout(() => resolve('too_slow'), bodyTimeoutMs)
    })
    const bytes = await Promise.race([readAll(reader, maxBodyBytes), late])
    // Not waited for: a body that drips may not end for this either.
    if (typeof bytes === 'string') reader.cancel().catch(() => {})
    return bytes
  } catch {
    return 'broken'
  } finally {
    clearTimeout(timer)
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | 'too_large'> {
  const chunks: Uint8Array[] = []
  let byteCount = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    byteCount += part.value.byteLength
    if (byteCount > maxBytes) return 'too_large'
    chunks.push(part.value)
  }
  const [first] = chunks
  return first && chunks.length === 1 ? first : concat(chunks, byteCount)
}

function concat(chunks: readonly Uint8Array[], byteCount: number): Uint8Array {
  const whole = new Uint8Array(byteCount)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

function refuse(error: EndpointError): { readonly ok: false; readonly error: EndpointError } {
  return { ok: false, error }
}
