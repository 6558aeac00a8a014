// @ts-check
// The apps of the matrix: small, in plain JavaScript, on the packed packages. `npm run matrix` builds them.

/**
 * @typedef {object} Row one app to build
 * @property {string} name
 * @property {15 | 16} next
 * @property {'app' | 'pages'} router
 * @property {'turbopack' | 'webpack'} bundler
 * @property {'edge'} [runtime]
 * @property {Record<string, unknown>} [config] of Next, beside the bundler's
 * @property {boolean} [hasProxy] a `proxy.js` (Next 15: `middleware.js`) that every request goes through
 * @property {boolean} [hasLocales] pages under `/en` and `/de`
 * @property {true} [breaks] a client component imports the server package: the build must fail
 */

const EVENTS = `
import { defineEvents } from '@mida-kit/contract'
import { z } from 'zod'
export const events = defineEvents({
  signed_up: {},
  form_submitted: z.object({ form: z.string() }),
  plan_upgraded: { schema: z.object({ to_plan: z.string() }), from: 'server', identity: 'user' },
})
`

const LAYOUT = `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>
}
`

/** The files of a row's app, by path. @param {Row} row @returns {Record<string, string>} */
export function toFiles(row) {
  const config = JSON.stringify({ typescript: { ignoreBuildErrors: true }, ...row.config })
  return {
    'next.config.mjs': `export default { turbopack: { root: import.meta.dirname }, outputFileTracingRoot: import.meta.dirname, ...${config} }\n`,
    'lib/events.js': EVENTS,
    ...(row.router === 'app' ? toAppFiles(row) : toPagesFiles(row)),
    ...(row.hasProxy ? toProxyFile(row) : {}),
  }
}

/** @param {Row} row @returns {Record<string, string>} */
function toAppFiles({ runtime, hasLocales, breaks }) {
  const segment = runtime ? `export const runtime = '${runtime}'\n` : ''
  const page = hasLocales ? 'app/[locale]/page.js' : 'app/page.js'
  return {
    'lib/mida.js': `
import { createMida } from '@mida-kit/server/next'
import { cookies } from 'next/headers'
import { events } from './events'
export const mida = createMida({
  events,
  user: async () => {
    const id = (await cookies()).get('session')?.value
    return id ? { id } : null
  },
})
`,
    'app/layout.js': LAYOUT,
    [page]: breaks ? CLIENT_PAGE : 'export default function Page() {\n  return <p>Shop</p>\n}\n',
    'app/api/m/route.js': `import { mida } from '../../../lib/mida'\n${segment}export const { GET, POST, OPTIONS } = mida.handlers\n`,
    'app/upgrade/route.js': `
import { mida } from '../../lib/mida'
${segment}
const upgrade = mida.withMida(async () => 'done', { success: { name: 'plan_upgraded', properties: { to_plan: 'pro' } } })
export async function POST() {
  return Response.json(await upgrade())
}
`,
    'app/render/page.js': `
import { mida } from '../../lib/mida'
${segment}export const dynamic = 'force-dynamic'
export default async function Page() {
  const error = await mida.track('signed_up', {}, { visitor: { id: 'ann' } }).catch((error) => error)
  const visitor = await mida.readVisitor()
  return <p>{\`\${error.code} for \${visitor?.midaUuid}\`}</p>
}
`,
  }
}

const CLIENT_PAGE = `'use client'
import { createMida } from '@mida-kit/server'
export default function Page() {
  return <p onClick={() => createMida({ events: {} })}>Shop</p>
}
`

/** @param {Row} row @returns {Record<string, string>} */
function toPagesFiles({ breaks }) {
  return {
    'lib/mida.js': `
import { createMida } from '@mida-kit/server/next-pages'
import { events } from './events'
export const mida = createMida({
  events,
  user: ({ cookies }) => (cookies.session ? { id: cookies.session } : null),
})
`,
    'pages/index.js': breaks ? CLIENT_PAGE : 'export default function Page() {\n  return <p>Shop</p>\n}\n',
    'pages/api/m.js': `import { mida } from '../../lib/mida'\nexport const config = { api: { bodyParser: false } }\nexport default mida.handler\n`,
    'pages/api/upgrade.js': `
import { mida } from '../../lib/mida'
export default async function upgrade(request, response) {
  response.json(await mida.forRequest(request).track('plan_upgraded', { to_plan: 'pro' }))
}
`,
    'pages/render.js': `
import { mida } from '../lib/mida'
export async function getServerSideProps({ req }) {
  const visitor = await mida.forRequest(req).readVisitor()
  return { props: { uuid: visitor?.midaUuid ?? null } }
}
export default function Page({ uuid }) {
  return <p>{\`for \${uuid}\`}</p>
}
`,
  }
}

/** @param {Row} row @returns {Record<string, string>} */
function toProxyFile({ next, router, hasLocales }) {
  const name = next === 16 ? 'proxy' : 'middleware'
  const tracked =
    router === 'app'
      ? "if (pathname.startsWith('/proxied')) return NextResponse.json(await mida.track('signed_up'))"
      : ''
  const moved = hasLocales
    ? "if (pathname === '/') return NextResponse.redirect(new URL('/en', request.url))"
    : ''
  return {
    [`${name}.js`]: `
import { NextResponse } from 'next/server'
${tracked && "import { mida } from './lib/mida'"}
export async function ${name}(request) {
  const { pathname } = request.nextUrl
  ${moved}
  ${tracked}
  return NextResponse.next()
}
`,
  }
}
