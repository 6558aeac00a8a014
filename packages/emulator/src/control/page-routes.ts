// The page at `/` and what it loads, with a policy that lets nothing else in.
import { answerWith } from '../http/exchange.ts'
import type { Route } from '../http/route.ts'
import { FAVICON_SVG } from './page/favicon.ts'
import { PAGE_HTML } from './page/html.ts'
import { PAGE_SCRIPT } from './page/script.ts'
import { PAGE_STYLE } from './page/style.ts'

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
  ['/', fixed('text/html', PAGE_HTML)],
  ['/emulator/page.js', fixed('text/javascript', PAGE_SCRIPT)],
  ['/emulator/page.css', fixed('text/css', PAGE_STYLE)],
  ['/favicon.ico', fixed('image/svg+xml', FAVICON_SVG)],
]

function fixed(type: string, body: string): Route {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  }
  return { GET: () => answerWith({ status: 200, headers, body }) }
}
