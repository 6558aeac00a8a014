// The page at `/` and what it loads, with a policy that lets nothing else in.
import { answerWith, errorAnswer } from '../http/exchange.ts'
import type { Route } from '../http/route.ts'
import { FAVICON_SVG } from './page/favicon.ts'
import { PAGE_HTML } from './page/html.ts'
import { readPageAsset } from './page-asset.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const PAGE_ROUTES: readonly (readonly [string, Route])[] = [
  ['/', served('text/html', () => (readPageAsset('page.js') === null ? null : PAGE_HTML))],
  ['/emulator/page.js', served('text/javascript', () => readPageAsset('page.js'))],
  ['/emulator/page.css', served('text/css', () => readPageAsset('page.css'))],
  ['/favicon.ico', served('image/svg+xml', () => FAVICON_SVG)],
]

function served(type: string, read: () => string | null): Route {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  }
  return {
    GET: () => {
      const body = read()
      return answerWith(body === null ? NOT_BUILT : { status: 200, headers, body })
    },
  }
}

const NOT_BUILT = errorAnswer(503, 'The page is not built. Run: node packages/emulator/build-page.mjs')
