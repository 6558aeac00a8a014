// The files of the quick start as texts, in TypeScript or JavaScript.
import type { Project } from '../app/project.ts'

/** The catalogue: an example to replace. */
export function toEventsFile({ isTyped }: Project): string {
  const register = `
declare module '@mida-kit/contract' {
  interface Register {
    events: typeof events
  }
}
`
  return `// Every event of this app: types for the browser, validation for the server, policy for both.
import { defineEvents } from '@mida-kit/contract'
import { z } from 'zod'

export const events = defineEvents({
  signed_up: {},
  form_submitted: z.object({ form: z.string() }),
  plan_upgraded: { schema: z.object({ from_plan: z.string(), to_plan: z.string() }), from: 'server' },
})
${isTyped ? register : ''}`
}

/** The client: the one file that knows who is logged in. */
export function toServerFile({ router }: Project, eventsImport: string): string {
  const isApp = router === 'app'
  const example = isApp
    ? `  //   const session = await getSession()
  //   return session ? { id: session.userId } : null`
    : `  //   const session = await getSession(request)
  //   return session ? { id: session.userId } : null`
  return `// The one place that knows the API key (from the environment), and who is logged in. Never import it in the browser.
import { createMida } from '@mida-kit/server/${isApp ? 'next' : 'next-pages'}'
import { events } from '${eventsImport}'

export const mida = createMida({
  events,
  // Replace this by your own session, for example:
${example}
  user: async () => null,
})
`
}

/** The route that the pages post to. */
export function toRouteFile({ router }: Project, serverImport: string): string {
  if (router === 'app') {
    return `// The route that the pages send their events to.
import { mida } from '${serverImport}'

export const { GET, POST } = mida.handlers
`
  }
  return `// The route that the pages send their events to. It reads the body itself.
import { mida } from '${serverImport}'

export const config = { api: { bodyParser: false } }

export default mida.handler
`
}

/** `pages/_app`, where the app has none. */
export function toAppFile({ isTyped }: Project, endpoint: string): string {
  const types = isTyped ? "import type { AppProps } from 'next/app'\n" : ''
  const props = `{ Component, pageProps }${isTyped ? ': AppProps' : ''}`
  return `import { MidaProvider } from '@mida-kit/react'
${types}
export default function App(${props}) {
  return (
    <MidaProvider endpoint="${endpoint}">
      <Component {...pageProps} />
    </MidaProvider>
  )
}
`
}

/** `pages/_document`, where the app has none. */
export function toDocumentFile(): string {
  return `import { MidaScript } from '@mida-kit/react'
import { Head, Html, Main, NextScript } from 'next/document'

export default function Document() {
  return (
    <Html lang="en">
      <Head />
      <body>
        ${toScriptElement('        ', "'")}
        <Main />
        <NextScript />
      </body>
    </Html>
  )
}
`
}

/** The script's element; its lines after the first begin with `indent`. */
export function toScriptElement(indent: string, quote: string): string {
  return [
    '<MidaScript',
    '  projectKey={process.env.NEXT_PUBLIC_MIDA_PROJECT_KEY}',
    `  region={process.env.MIDA_REGION === ${quote}eu${quote} ? ${quote}eu${quote} : ${quote}us${quote}}`,
    '  src={process.env.NEXT_PUBLIC_MIDA_SCRIPT_URL} // only for a local Mida',
    '/>',
  ].join(`\n${indent}`)
}

/** What a person adds to a layout that cannot be edited for them. */
export function toLayoutSnippet(endpoint: string): string {
  return `import { MidaProvider, MidaScript } from '@mida-kit/react'

<body>
  ${toScriptElement('  ', "'")}
  <MidaProvider endpoint="${endpoint}">{/* what stands in the body now */}</MidaProvider>
</body>`
}
