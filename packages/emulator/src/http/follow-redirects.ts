// What `fetch` does with a redirect. The emulator can be told to answer one, and answers its target as well.

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const REDIRECT_LIMIT = 20

export type SendRequest = (request: Request) => Promise<Response>

/** Follows, hands out or refuses a redirect, as the request asks. Rejects with a TypeError as `fetch` does. */
export async function followRedirects(first: Request, send: SendRequest): Promise<Response> {
  let request = first
  for (let count = 0; count <= REDIRECT_LIMIT; count += 1) {
    const again = request.redirect === 'follow' ? request.clone() : request
    const response = await send(request)
    const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null
    if (location === null || request.redirect === 'manual') return response
    if (request.redirect === 'error')
      throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') })
    request = nextRequest(again, new URL(location, request.url), response.status)
  }
  throw new TypeError('fetch failed', { cause: new Error('redirect count exceeded') })
}

function nextRequest(request: Request, target: URL, status: number): Request {
  const headers = new Headers(request.headers)
  if (target.origin !== new URL(request.url).origin) headers.delete('authorization')

  const keepsBody = status === 307 || status === 308 || request.method === 'GET' || request.method === 'HEAD'
  if (keepsBody) return new Request(new Request(target, request), { headers })
  headers.delete('content-type')
  return new Request(target, { method: 'GET', headers, redirect: request.redirect })
}
