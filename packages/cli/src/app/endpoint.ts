// Where the app has the kit's route, and which address its provider posts to, as the source says it.
import { findElements, parseCode, readAttribute } from '../code/parse.ts'
import type { SourceFile } from './list-source.ts'

/** Addresses, as paths; null where the source does not tell. */
export type EndpointReading = {
  /** The file of the route, and the path that Next serves it at (without a base path). */
  readonly route: { readonly file: string; readonly path: string } | null
  /** The `endpoint` of the provider. */
  readonly provider: { readonly file: string; readonly path: string | null } | null
  readonly scriptFile: string | null
}

export function readEndpoint(files: readonly SourceFile[]): EndpointReading {
  return {
    route: findRoute(files),
    provider: findProvider(files),
    scriptFile: files.find((file) => hasElement(file, 'MidaScript'))?.path ?? null,
  }
}

/** The path that Next serves a file at: `src/app/(shop)/api/m/route.ts` is `/api/m`. Null for a file that is no route. */
export function toRoutePath(file: string): string | null {
  const app = /^(?:src\/)?app\/(?:(.*)\/)?route\.[jt]sx?$/.exec(file)
  const pages = /^(?:src\/)?pages\/(api\/.*?)(?:\/index)?\.[jt]sx?$/.exec(file)
  if (!app && !pages) return null
  const segments = (app?.[1] ?? pages?.[1] ?? '').split('/')
  const visible = segments.filter((segment) => segment !== '' && !/^(\(.*\)|@.*)$/.test(segment))
  return `/${visible.join('/')}`
}

function findRoute(files: readonly SourceFile[]): EndpointReading['route'] {
  const routes = files.flatMap(({ path: file, code }) => {
    const path = toRoutePath(file)
    return path === null ? [] : [{ file, path, code }]
  })
  const found = routes.find(({ code }) => HANDLES.test(code)) ?? routes.find(({ code }) => IMPORTS.test(code))
  return found ? { file: found.file, path: found.path } : null
}

/** Either door of the kit: `mida.handlers` of the App Router, `mida.handler` and `mida.handle` elsewhere. */
const HANDLES = /\bmida\w*\s*\.\s*(handlers?|handle)\b/i
const IMPORTS = /['"]@mida-kit\/server/

function findProvider(files: readonly SourceFile[]): EndpointReading['provider'] {
  for (const { path: file, code } of files) {
    if (!code.includes('<MidaProvider')) continue
    const tree = parseCode(code, file)
    const [element] = tree ? findElements(tree.program, 'MidaProvider') : []
    if (element) return { file, path: readAttribute(element, 'endpoint') }
  }
  return null
}

function hasElement({ path, code }: SourceFile, name: string): boolean {
  if (!code.includes(`<${name}`)) return false
  const tree = parseCode(code, path)
  return tree !== null && findElements(tree.program, name).length > 0
}
