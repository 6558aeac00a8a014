// `init` in apps that have something already: what it edits, what it leaves, and what it leaves to a person.
import { chmod, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder, readAll, toFreshApp } from './make-app.ts'
import { runCommand } from './run-command.ts'

const APP = { router: 'app', isTyped: true, hasSrc: false } as const
const PAGES = { router: 'pages', isTyped: true, hasSrc: false } as const

it('puts the script and the provider into the body, in the style of the file', async () => {
  const folder = await makeFolder(toFreshApp(APP))

  await runCommand(['init', '--no-install'], { cwd: folder })

  expect(await readFile(join(folder, 'app/layout.tsx'), 'utf8')).toContain(`import "./globals.css";
import { MidaProvider, MidaScript } from "@mida-kit/react";
`)
  expect(
    await readFile(join(folder, 'app/layout.tsx'), 'utf8'),
  ).toContain(`      <body className="antialiased">
        <MidaScript
          projectKey={process.env.NEXT_PUBLIC_MIDA_PROJECT_KEY}
          region={process.env.MIDA_REGION === "eu" ? "eu" : "us"}
          src={process.env.NEXT_PUBLIC_MIDA_SCRIPT_URL} // only for a local Mida
        />
        <MidaProvider endpoint="/api/m">{children}</MidaProvider>
      </body>`)
})

it('moves what a body of several lines holds to the right, and no text within a string', async () => {
  const body = `<body>
        <header>A</header>
        <script>{\`
  kept
\`}</script>
        {props.children}
      </body>`
  const layout = `export default function Layout(props) {\n  return (\n    <html>\n      ${body}\n    </html>\n  )\n}\n`
  const folder = await makeFolder({ ...toFreshApp(APP), 'app/layout.tsx': layout })

  await runCommand(['init', '--no-install'], { cwd: folder })

  const edited = await readFile(join(folder, 'app/layout.tsx'), 'utf8')
  expect(edited).toMatch(/^import \{ MidaProvider, MidaScript \} from '@mida-kit\/react'\n\nexport default/)
  expect(edited).toContain(`        <MidaProvider endpoint="/api/m">
          <header>A</header>
          <script>{\`
  kept
\`}</script>
          {props.children}
        </MidaProvider>
      </body>`)
})

it('keeps the line ends of Windows', async () => {
  const fresh = toFreshApp(APP)
  const layout = fresh['app/layout.tsx']?.replaceAll('\n', '\r\n') ?? ''
  const folder = await makeFolder({ ...fresh, 'app/layout.tsx': layout })

  await runCommand(['init', '--no-install'], { cwd: folder })

  const edited = await readFile(join(folder, 'app/layout.tsx'), 'utf8')
  expect(edited).toContain('<MidaScript')
  expect(edited.replaceAll('\r\n', '')).not.toContain('\n')
})

it('wraps what _app returns, and puts the script into the body of _document', async () => {
  const folder = await makeFolder(toFreshApp(PAGES))

  await runCommand(['init', '--no-install'], { cwd: folder })

  expect(await readFile(join(folder, 'pages/_app.tsx'), 'utf8')).toContain(`  return (
    <MidaProvider endpoint="/api/m">
      <Component {...pageProps} />
    </MidaProvider>
  );`)
  expect(await readFile(join(folder, 'pages/_document.tsx'), 'utf8')).toMatch(
    /<body className="antialiased">\n {8}<MidaScript\n[\s\S]*\/>\n {8}<Main \/>/,
  )
})

it('wraps a layout of _app whole', async () => {
  const app = `export default function App({ Component, pageProps }) {
  return (
    <Layout>
      <Component {...pageProps} />
    </Layout>
  )
}
`
  const folder = await makeFolder({ ...toFreshApp(PAGES), 'pages/_app.tsx': app })

  await runCommand(['init', '--no-install'], { cwd: folder })

  expect(await readFile(join(folder, 'pages/_app.tsx'), 'utf8')).toContain(`  return (
    <MidaProvider endpoint="/api/m">
      <Layout>
        <Component {...pageProps} />
      </Layout>
    </MidaProvider>
  )`)
})

it('writes _app and _document where there are none', async () => {
  const { 'pages/_app.tsx': _app, 'pages/_document.tsx': _document, ...fresh } = toFreshApp(PAGES)
  const folder = await makeFolder(fresh)

  const { status } = await runCommand(['init', '--no-install'], { cwd: folder })

  expect(status).toBe(0)
  const files = await readAll(folder)
  expect(files['pages/_app.tsx']).toContain('<MidaProvider endpoint="/api/m">')
  expect(files['pages/_document.tsx']).toContain('<MidaScript')
})

it.each([
  ['has two bodies', 'const A = () => <body>{children}</body>; const B = () => <body>{children}</body>'],
  ['does not parse', 'export default function ( { return <body>'],
  ['hides its children', 'export default () => <html><body><Shell /></body></html>'],
])('leaves a layout that %s to the person, with what to paste', async (_, layout) => {
  const folder = await makeFolder({ ...toFreshApp(APP), 'app/layout.tsx': layout })

  const { status, stdout } = await runCommand(['init', '--no-install'], { cwd: folder })

  expect(status).toBe(1)
  expect(stdout).toContain('! app/layout.tsx is left to you')
  expect(stdout).toContain('<MidaProvider endpoint="/api/m">')
  expect(await readFile(join(folder, 'app/layout.tsx'), 'utf8')).toBe(layout)
})

it('leaves several root layouts to the person', async () => {
  const { 'app/layout.tsx': layout = '', ...fresh } = toFreshApp(APP)
  const folder = await makeFolder({
    ...fresh,
    'app/(shop)/layout.tsx': layout,
    'app/(blog)/layout.tsx': layout,
  })

  const { status, stdout } = await runCommand(['init', '--no-install'], { cwd: folder })

  expect(status).toBe(1)
  expect(stdout).toContain('several root layouts')
})

it('never writes over a file', async () => {
  const own = { 'lib/mida/events.ts': '// mine\n', 'app/api/m/route.ts': '// mine too\n' }
  const folder = await makeFolder({ ...toFreshApp(APP), ...own })

  const { stdout } = await runCommand(['init', '--no-install'], { cwd: folder })

  expect(stdout).toContain('= lib/mida/events.ts is left as it is')
  expect(await readAll(folder)).toMatchObject(own)
})

it('never writes over a file that is too large to be looked into', async () => {
  const large = { 'lib/mida/server.ts': `// ${'x'.repeat(600_000)}` }
  const folder = await makeFolder({ ...toFreshApp(APP), ...large })

  const { stdout } = await runCommand(['init', '--no-install'], { cwd: folder })

  expect(stdout).toContain('= lib/mida/server.ts is left as it is')
  expect(await readAll(folder)).toMatchObject(large)
})

it('builds upon a catalogue and a client that stand elsewhere', async () => {
  const folder = await makeFolder({
    ...toFreshApp(APP),
    'analytics/catalogue.ts':
      "import { defineEvents } from '@mida-kit/contract'\nexport const events = defineEvents({})\n",
    'analytics/client.ts':
      "import { createMida } from '@mida-kit/server/next'\nexport const mida = createMida({ events })\n",
  })

  await runCommand(['init', '--no-install'], { cwd: folder })

  const files = await readAll(folder)
  expect(Object.keys(files).filter((path) => path.startsWith('lib/'))).toEqual([])
  expect(files['app/api/m/route.ts']).toContain("from '@/analytics/client'")
})

it('imports by relative paths where the app has no alias', async () => {
  const folder = await makeFolder({ ...toFreshApp(APP), 'tsconfig.json': '{}' })

  await runCommand(['init', '--no-install'], { cwd: folder })

  expect((await readAll(folder))['app/api/m/route.ts']).toContain("from '../../../lib/mida/server'")
})

it('has the provider post below the base path, with the slash that Next redirects to', async () => {
  const config = "export default { basePath: '/shop', trailingSlash: true }\n"
  const folder = await makeFolder({ ...toFreshApp(APP), 'next.config.mjs': config })

  await runCommand(['init', '--no-install'], { cwd: folder })

  expect((await readAll(folder))['app/layout.tsx']).toContain('<MidaProvider endpoint="/shop/api/m/">')
})

it('writes nothing on a dry run, and says what it would write', async () => {
  const folder = await makeFolder(toFreshApp(APP))
  const before = await readAll(folder)

  const { status, stdout } = await runCommand(['init', '--dry-run'], { cwd: folder })

  expect(status).toBe(0)
  expect(stdout).toContain('+ lib/mida/events.ts')
  expect(stdout).toMatch(/^\$ npm i @mida-kit\/contract@\^\d.* zod$/m)
  expect(await readAll(folder)).toEqual(before)
})

it.each([
  ['pnpm-lock.yaml', 'pnpm add'],
  ['yarn.lock', 'yarn add'],
  ['bun.lock', 'bun add'],
])('installs with the package manager of %s', async (lockfile, expected) => {
  const folder = await makeFolder({ ...toFreshApp(APP), [lockfile]: '' })

  const { stdout } = await runCommand(['init', '--dry-run'], { cwd: folder })

  expect(stdout).toContain(`$ ${expected} @mida-kit/contract`)
})

it('runs the package manager in the folder of the app', async () => {
  const folder = await makeFolder({
    ...toFreshApp(APP),
    'yarn.lock': '',
    'bin/yarn': '#!/bin/sh\necho "$PWD $@"\n',
  })
  await chmod(join(folder, 'bin/yarn'), 0o755)

  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}` }
  const { status, stdout } = await runCommand(['init', folder], { cwd: tmpdir(), env })

  expect(status).toBe(0)
  expect(stdout).toMatch(
    /^\/.*mida-cli-\w+ add @mida-kit\/contract@\^\S+ @mida-kit\/react@\S+ @mida-kit\/server@\S+ zod$/m,
  )
  expect(stdout).not.toContain('Install: ')
})

it('says what to run where the install fails, with status 1', async () => {
  const folder = await makeFolder({ ...toFreshApp(APP), 'yarn.lock': '' })

  const { status, stdout } = await runCommand(['init'], { cwd: folder, env: { PATH: '/nowhere' } })

  expect(status).toBe(1)
  expect(stdout).toContain('The install failed.')
  expect((await readAll(folder))['app/api/m/route.ts']).toBeDefined()
})

it.each([
  ['a folder without package.json', {}, 'there is no package.json'],
  ['an app without Next', { 'package.json': '{}' }, 'does not name next'],
  [
    'a Next app without pages',
    { 'package.json': '{"dependencies":{"next":"16"}}' },
    'there is no app and no pages folder',
  ],
])('refuses %s with status 2', async (_, files, message) => {
  const folder = await makeFolder(files)

  const { status, stderr } = await runCommand(['init'], { cwd: folder })

  expect(status).toBe(2)
  expect(stderr).toContain(message)
})
