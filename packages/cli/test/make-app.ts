// Next apps in temporary folders, as create-next-app writes them, and with the quick start in them.
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'
import { PUBLISHED } from './places.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

export type Files = Readonly<Record<string, string>>

/** A folder with these files, removed after the test. */
export async function makeFolder(files: Files, parent = tmpdir()): Promise<string> {
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'mida-cli-'))
  folders.push(folder)
  await writeFiles(folder, files)
  return folder
}

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

/** Gives an app the kit as it is published, and Next. */
export async function installInto(folder: string): Promise<void> {
  await symlink(PUBLISHED, join(folder, 'node_modules'), 'junction')
}

/** Makes the folder a git repository with everything in it committed. */
export function commitAll(folder: string): void {
  const git = (...args: string[]): void => {
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t.invalid', ...args])
  }
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--allow-empty', '--message', 'All')
}

/** Every file of a folder with its text, without what is installed and git's own. */
export async function readAll(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || /[\\/](node_modules|\.git|\.next)[\\/]/.test(path)) continue
    files[path.slice(folder.length + 1).replaceAll('\\', '/')] = await readFile(path, 'utf8')
  }
  return files
}

/** Gives an app packages of its own in place of the linked ones, to be changed by the test. */
export async function replaceModules(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  await rm(modules)
  await cp(join(PUBLISHED, '@mida-kit'), join(modules, '@mida-kit'), { recursive: true })
  for (const name of ['next', 'react']) {
    await mkdir(join(modules, name))
    await cp(join(PUBLISHED, name, 'package.json'), join(modules, name, 'package.json'))
  }
}

export type Kind = { readonly router: 'app' | 'pages'; readonly isTyped: boolean; readonly hasSrc: boolean }

/** The eight kinds of a fresh app. */
export const KINDS: readonly Kind[] = (['app', 'pages'] as const).flatMap((router) =>
  [true, false].flatMap((isTyped) => [true, false].map((hasSrc) => ({ router, isTyped, hasSrc }))),
)

export function toName({ router, isTyped, hasSrc }: Kind): string {
  return `${router === 'app' ? 'App' : 'Pages'} Router, ${isTyped ? 'TypeScript' : 'JavaScript'}, ${hasSrc ? 'src' : 'no src'}`
}

/** What create-next-app writes, without styles and fonts. */
export function toFreshApp({ router, isTyped, hasSrc }: Kind): Files {
  const root = hasSrc ? 'src/' : ''
  const at = (path: string): string => `${root}${path}${isTyped ? '.tsx' : '.js'}`
  const files = router === 'app' ? toAppRouter(at, isTyped) : toPagesRouter(at, isTyped)
  const paths = { '@/*': [`./${root}*`] }
  return {
    ...files,
    'package.json': JSON.stringify({
      name: 'fresh',
      private: true,
      dependencies: { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' },
    }),
    '.gitignore': 'node_modules\n.next/\n.env*\n',
    ...(isTyped
      ? { 'tsconfig.json': toTsconfig(paths) }
      : { 'jsconfig.json': JSON.stringify({ compilerOptions: { paths } }) }),
  }
}

function toAppRouter(at: (path: string) => string, isTyped: boolean): Files {
  const props = isTyped
    ? `{
  children,
}: Readonly<{
  children: React.ReactNode;
}>`
    : '{ children }'
  return {
    [at('app/layout')]: `${isTyped ? 'import type { Metadata } from "next";\n' : ''}import "./globals.css";

export const metadata${isTyped ? ': Metadata' : ''} = {
  title: "Create Next App",
};

export default function RootLayout(${props}) {
  return (
    <html lang="en">
      <body className="antialiased">
        {children}
      </body>
    </html>
  );
}
`,
    [at('app/page')]: `export default function Home() {
  return <main>Hello</main>;
}
`,
    [at('app/globals').replace(/\.\w+$/, '.css')]: 'body { margin: 0 }\n',
  }
}

function toPagesRouter(at: (path: string) => string, isTyped: boolean): Files {
  const props = `{ Component, pageProps }${isTyped ? ': AppProps' : ''}`
  return {
    [at('pages/_app')]: `import "@/styles/globals.css";
${isTyped ? 'import type { AppProps } from "next/app";\n' : ''}
export default function App(${props}) {
  return <Component {...pageProps} />;
}
`,
    [at('pages/_document')]: `import { Html, Head, Main, NextScript } from "next/document";

export default function Document() {
  return (
    <Html lang="en">
      <Head />
      <body className="antialiased">
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}
`,
    [at('pages/index')]: `export default function Home() {
  return <main>Hello</main>;
}
`,
    [at('styles/globals').replace(/\.\w+$/, '.css')]: 'body { margin: 0 }\n',
  }
}

function toTsconfig(paths: object): string {
  return `{
  // As create-next-app writes it.
  "compilerOptions": {
    "target": "ES2017",
    "lib": ["dom", "dom.iterable", "esnext"],
    "allowJs": true,
    "skipLibCheck": true,
    "strict": true,
    "noEmit": true,
    "esModuleInterop": true,
    "module": "esnext",
    "moduleResolution": "bundler",
    "resolveJsonModule": true,
    "isolatedModules": true,
    "jsx": "react-jsx",
    "incremental": true,
    "types": ["node"],
    "plugins": [{ "name": "next" }],
    "paths": ${JSON.stringify(paths)},
  },
  "include": ["next-env.d.ts", "**/*.ts", "**/*.tsx"],
  "exclude": ["node_modules"],
}
`
}
