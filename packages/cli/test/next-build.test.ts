// The whole way of a new user: init into a fresh app, a real build, the doctor, a first event. One kind of app here;
// all eight by `npm run matrix`, which takes several minutes.
import { describe, expect, it } from 'vitest'
import { API_KEY, PROJECT_KEY, startMida, toEnvLocal } from './healthy-app.ts'
import { type Files, installInto, KINDS, type Kind, makeFolder, toFreshApp } from './make-app.ts'
import { APPS, buildApp, startApp } from './next-app.ts'
import { diagnose, runCommand } from './run-command.ts'

const BUILD_TIMEOUT_MS = 400_000
const LEAKED = 'leaked-key-for-the-hunt-0123456789'
const kinds = KINDS.filter(
  ({ router, isTyped, hasSrc }) =>
    process.env.MIDA_CLI_MATRIX !== undefined || (router === 'app' && isTyped && !hasSrc),
)

/** A page that hands a secret of the server to the browser: in its HTML, and in the payload or the data beside it. */
function toLeak({ router, isTyped, hasSrc }: Kind): Files {
  const root = hasSrc ? 'src/' : ''
  const extension = isTyped ? 'tsx' : 'js'
  const prop = isTyped ? '{ token }: { token?: string }' : '{ token }'
  const client = `'use client'\n\nexport function Token(${prop}) {\n  return <p>{token}</p>\n}\n`
  if (router === 'app') {
    return {
      [`${root}app/leak/token.${extension}`]: client,
      [`${root}app/leak/page.${extension}`]:
        "import { Token } from './token'\n\nexport default function Page() {\n  return <Token token={process.env.LEAKED} />\n}\n",
    }
  }
  return {
    [`${root}pages/leak.${extension}`]: `export default function Page(${prop}) {
  return <p>{token}</p>
}

export function getStaticProps() {
  return { props: { token: process.env.LEAKED ?? null } }
}
`,
  }
}

describe.each(kinds)('init into a fresh app: $router router, typed $isTyped, src $hasSrc', (kind) => {
  it(
    'builds, passes the doctor, and records a first event; what the app leaks is found in its output',
    async () => {
      const { emulator, url } = await startMida()
      const fresh = { ...toFreshApp(kind), ...toLeak(kind), '.env.local': toEnvLocal(url) }
      const folder = await makeFolder(fresh, APPS)
      await installInto(folder)

      const init = await runCommand(['init', '--no-install'], { cwd: folder })
      await buildApp(folder, { LEAKED })
      const app = await startApp(folder)
      const healthy = await diagnose(['--ci', '--url', app], { cwd: folder })
      const sent = await sendEvent(app, emulator.visitors.seed({ projectKey: PROJECT_KEY }).midaUuid)
      const event = await emulator.waitForEvent({ name: 'form_submitted' }, { timeoutMs: 20_000 })
      const leaking = await diagnose(['--only', 'build'], { cwd: folder, env: { MIDA_API_KEY: LEAKED } })

      expect(init.status).toBe(0)
      // The one thing: it is a local Mida that the build is for.
      expect(healthy.findings.filter(({ status }) => status !== 'ok')).toEqual([
        expect.objectContaining({ check: 'environment', status: 'warning' }),
      ])
      expect(healthy.status).toBe(0)
      expect(healthy.text).not.toContain(API_KEY)
      expect(sent).toBe(202)
      expect(event).toMatchObject({ by: 'mida_uuid', properties: { form: 'newsletter' } })
      expect(leaking.findings[0]?.details?.map((file) => file.split('.').at(-1))).toEqual(
        expect.arrayContaining(kind.router === 'app' ? ['html', 'rsc'] : ['html', 'json']),
      )
    },
    BUILD_TIMEOUT_MS,
  )
})

/** As the provider posts it. */
async function sendEvent(app: string, midaUuid: string): Promise<number> {
  const { status } = await fetch(`${app}/api/m`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: app, 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({
      events: [
        {
          kit_event_id: '018f3c1e-0000-7000-8000-000000000001',
          event_name: 'form_submitted',
          properties: { form: 'newsletter' },
          mida_uuid: midaUuid,
          as: null,
          occurred_at: new Date().toISOString(),
        },
      ],
    }),
  })
  return status
}
