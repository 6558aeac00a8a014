// CORS for the origins that the app lists, exactly: no wildcard, no pattern, and never `null`.
import { MidaSetupError } from '@mida-kit/contract'

const PREFLIGHT_MAX_AGE_SECONDS = 7_200

/** @throws MidaSetupError MIDA-308 for what is no origin: a path, a slash at the end, `*`, `null`. */
export function checkOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin
    if (isOrigin && /^https?:\/\/[^*]+$/.test(origin)) continue
    throw new MidaSetupError(
      'MIDA-308',
      `allowedOrigins holds ${JSON.stringify(origin)}; use exact origins such as "https://shop.example".`,
    )
  }
}

/** Adds what lets a listed origin's page read the answer. The answer varies by origin wherever one is listed. */
export function addCorsHeaders(answer: Response, request: Request, origins: readonly string[]): Response {
  if (origins.length === 0) return answer
  answer.headers.append('vary', 'Origin')
  const origin = request.headers.get('origin')
  if (origin === null || !origins.includes(origin)) return answer
  answer.headers.set('access-control-allow-origin', origin)
  answer.headers.set('access-control-allow-credentials', 'true')
  answer.headers.set('access-control-expose-headers', 'retry-after')
  return answer
}

/** The answer to a listed origin's preflight request; null for any other request. */
export function answerPreflight(request: Request, origins: readonly string[]): Response | null {
  const origin = request.headers.get('origin')
  if (request.method !== 'OPTIONS' || origin === null || !origins.includes(origin)) return null
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
      'cache-control': 'no-store',
    },
  })
}
