// One door of this package as an app's bundler makes it: minified, for browsers, with the sources of now.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/** The doors, by what the browser condition of package.json resolves them to. */
export const DOORS = {
  '.': 'index.browser.ts',
  './consent': 'consent/index.ts',
  './csp': 'csp.ts',
  './keep': 'keep.ts',
  './query': 'query.ts',
  './testing': 'testing.ts',
} as const

export type Door = keyof typeof DOORS

type BundleOptions = {
  readonly format?: 'esm' | 'iife'
  /** Whether React and TanStack Query stay outside. @default true */
  readonly isExternal?: boolean
}

/** What these exports of a door bring into a bundle: `*` for all. */
export async function bundle(
  door: Door,
  names: readonly string[] | '*',
  { format = 'esm', isExternal = true }: BundleOptions = {},
): Promise<string> {
  const source = JSON.stringify(fileURLToPath(new URL(`../src/${DOORS[door]}`, import.meta.url)))
  const list = names === '*' ? '*' : `{ ${names.join(', ')} }`
  const built = await rolldown({
    input: 'entry.js',
    platform: 'browser',
    logLevel: 'silent',
    ...(isExternal && { external: [/^react($|\/)/, /^@tanstack\//] }),
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry.js' ? id : null),
        load: (id) => (id === 'entry.js' ? `export ${list} from ${source}` : null),
      },
    ],
  })
  const { output } = await built.generate({ format, name: 'door', minify: true })
  return output[0].code
}

/** The size that travels, in bytes. */
export function gzippedBytes(code: string): number {
  return gzipSync(code, { level: 9 }).length
}
