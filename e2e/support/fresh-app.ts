// A fresh Next app that follows the README's quick start word by word, on the packages as they are published.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

// What a reader's app has before the kit comes: a session, a page, and Next's own files.
const OWN_FILES: Readonly<Record<string, string>> = {
  'lib/session.ts':
    'export async function getSession(): Promise<{ userId: string } | null> { return null }\n',
  'app/page.tsx':
    "import { NewsletterButton } from '@/components/newsletter-button'\nexport default function Page() { return <NewsletterButton /> }\n",
  'app/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>\n',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      lib: ['dom', 'dom.iterable', 'es2023'],
      strict: true,
      noEmit: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      jsx: 'react-jsx',
      skipLibCheck: true,
      isolatedModules: true,
      esModuleInterop: true,
      resolveJsonModule: true,
      plugins: [{ name: 'next' }],
      paths: { '@/*': ['./*'] },
    },
    include: ['**/*.ts', '**/*.tsx', 'next-env.d.ts'],
    exclude: ['node_modules'],
  }),
}

export type FreshApp = {
  readonly folder: string
  /** Runs a command of the app; rejects with its output where it fails. */
  readonly run: (
    command: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<string>
}

/** Writes the app and installs the tarballs beside the versions of Next and React that the shop has. */
export async function createFreshApp(tarballs: string): Promise<FreshApp> {
  const folder = await mkdtemp(join(tmpdir(), 'mida-fresh-app-'))
  const files = {
    ...OWN_FILES,
    ...(await readQuickStart()),
    'package.json': '{ "name": "fresh-app", "private": true }\n',
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const app: FreshApp = { folder, run: (command, args, env) => run(folder, command, args, env) }
  const packed = (await readdir(tarballs))
    .filter((name) => !name.includes('emulator'))
    .map((name) => join(tarballs, name))
  await app.run('npm', ['install', '--no-audit', '--no-fund', ...packed, ...(await readVersions())])
  return app
}

/** The README's blocks that say which file they are. */
async function readQuickStart(): Promise<Record<string, string>> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
  const files: Record<string, string> = {}
  for (const [, code = ''] of readme.matchAll(/^```tsx?\n([\s\S]*?)^```/gm)) {
    const path = /^\/\/ (\S+\.tsx?)/.exec(code)?.[1]
    if (path) files[path] = code
  }
  return files
}

async function readVersions(): Promise<string[]> {
  const shop = JSON.parse(await readFile(join(ROOT, 'apps', 'demo', 'package.json'), 'utf8'))
  const versions: Record<string, string> = { ...shop.dependencies, ...shop.devDependencies }
  const wanted = ['next', 'react', 'react-dom', 'zod', 'typescript', '@types/react', '@types/node']
  return wanted.map((name) => `${name}@${versions[name] ?? 'latest'}`)
}

function run(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const { npm_config_package: _package, npm_config_call: _call, ...own } = process.env
    const child = spawn(command, args, { cwd, env: { ...own, NEXT_TELEMETRY_DISABLED: '1', ...env } })
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${command} ${args[0]} ended with ${code}:\n${output}`)),
    )
  })
}
