// Fast refresh while an app is written: a saved file changes the page, and the page's one client goes on as it was.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { createServer, type Plugin, type ViteDevServer } from 'vite'
import { expect, test } from '../support/test.ts'

// Below this folder, so that the app finds the packages; Vite does not watch what is below `test-results`.
const APPS = join(import.meta.dirname, '..', '.cache')

const { NODE_ENV } = process.env

const FILES = {
  'index.html': `<link rel="icon" href="data:,">
<body><div id="root"></div>
<script>
  window.users = []
  window.mida = { uuid: () => 'uuid-of-the-page', identify: async (user) => void window.users.push(user) }
</script>
<script type="module" src="/main.tsx"></script></body>`,
  'main.tsx': `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
createRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>)`,
  'app.tsx': `import { MidaProvider, useMida, useMidaUuid } from '@mida-kit/react'
import { useState } from 'react'
function Form() {
  const [count, setCount] = useState(0)
  const { track } = useMida()
  const { uuid } = useMidaUuid()
  const send = () => { setCount(count + 1); void track('form_submitted', { form: 'before' }) }
  return <button onClick={send}>before {uuid} {count}</button>
}
export function App() {
  return <MidaProvider endpoint="/api/m"><Form /></MidaProvider>
}`,
}

type Endpoint = Plugin & { readonly events: { properties: unknown }[]; questionCount: number }

/** The app's route, where user-1 is logged in: counts the questions, and accepts every event. */
function createEndpoint(): Endpoint {
  const endpoint: Endpoint = {
    name: 'endpoint',
    events: [],
    questionCount: 0,
    configureServer: ({ middlewares }) => {
      middlewares.use('/api/m', (request, response) => {
        void (async () => {
          response.setHeader('content-type', 'application/json')
          if (request.method !== 'POST') {
            endpoint.questionCount += 1
            response.end(JSON.stringify({ user: { id: 'user-1' } }))
            return
          }
          const { events } = JSON.parse((await request.toArray()).join(''))
          endpoint.events.push(...events)
          response.end(JSON.stringify({ results: events.map(() => ({ status: 'accepted' })) }))
        })()
      })
    },
  }
  return endpoint
}

let server: ViteDevServer | undefined

test.afterEach(async () => {
  // Vite says `development` to its whole process, and the next flow's `next build` would inherit it.
  if (NODE_ENV === undefined) delete process.env.NODE_ENV
  else process.env.NODE_ENV = NODE_ENV
  await server?.close()
  if (server) await rm(server.config.root, { recursive: true })
})

async function startApp(root: string, endpoint: Endpoint): Promise<string> {
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(root, name), text)
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    cacheDir: join(root, 'cache'),
    plugins: [react(), endpoint],
    optimizeDeps: { include: ['react', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime'] },
    server: { host: '127.0.0.1', port: 0, strictPort: false, fs: { strict: false } },
  })
  await server.listen()
  return server.resolvedUrls?.local[0] ?? ''
}

test('a saved component is swapped in place: one client, one identify, one question who is logged in', async ({
  page,
  complaints,
}) => {
  await mkdir(APPS, { recursive: true })
  const root = await mkdtemp(join(APPS, 'fast-refresh-'))
  const endpoint = createEndpoint()
  const url = await startApp(root, endpoint)
  const button = page.getByRole('button')

  await page.goto(url)
  await expect(button).toHaveText('before uuid-of-the-page 0')
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'users'))).toEqual([{ id: 'user-1' }])
  await button.click()
  await page.evaluate(() =>
    Reflect.set(window, 'clientBefore', Reflect.get(window, Symbol.for('@mida-kit/react'))),
  )

  const source = await readFile(join(root, 'app.tsx'), 'utf8')
  await writeFile(join(root, 'app.tsx'), source.replaceAll('before', 'after'))
  await expect(button).toHaveText('after uuid-of-the-page 1')
  await button.click()

  const forms = (): unknown[] => endpoint.events.map(({ properties }) => properties)
  await expect.poll(forms).toEqual([{ form: 'before' }, { form: 'after' }])
  const isSame = await page.evaluate(
    () => Reflect.get(window, 'clientBefore') === Reflect.get(window, Symbol.for('@mida-kit/react')),
  )
  expect(isSame).toBe(true)
  expect(await page.evaluate(() => Reflect.get(window, 'users'))).toEqual([{ id: 'user-1' }])
  expect(endpoint.questionCount).toBe(1)
  expect(complaints).toEqual([])
})
