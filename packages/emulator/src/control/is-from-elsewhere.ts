// Whether a browser sent a request on behalf of another origin. Programs send neither header and may pass.
import type { ApiRequest } from '../http/exchange.ts'

export function isFromElsewhere({ headers }: ApiRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'

  const { origin, host } = headers
  if (origin === undefined) return false
  return origin !== `http://${host}` && origin !== `https://${host}`
}
