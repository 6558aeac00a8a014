// What `init` is going to do, decided before anything is written: a list of steps that can be shown or carried out.
import { readCatalogue } from '../app/catalogue.ts'
import { readEndpoint, toRoutePath } from '../app/endpoint.ts'
import type { SourceFile } from '../app/list-source.ts'
import { readNextConfig } from '../app/next-config.ts'
import { type Project, toImport } from '../app/project.ts'
import { planAppFiles } from './plan-app.ts'
import { planPagesFiles } from './plan-pages.ts'
import type { Step } from './step.ts'
import { toEventsFile, toRouteFile, toServerFile } from './templates.ts'

export type Plan = {
  readonly steps: readonly Step[]
  /** The address that the pages post to. */
  readonly endpoint: string
  /** The file that says who is logged in. */
  readonly serverFile: string
}

/** The steps for the four files of the quick start. */
export function planFiles(project: Project, source: readonly SourceFile[]): Plan {
  const places = findPlaces(project, source)
  const endpoint = toEndpoint(places.route, source)
  const steps = [
    ...planWrite(source, places.events, toEventsFile(project)),
    ...planWrite(
      source,
      places.server,
      toServerFile(project, importOf(project, places.server, places.events)),
    ),
    ...planWrite(source, places.route, toRouteFile(project, importOf(project, places.route, places.server))),
    ...(project.router === 'app'
      ? planAppFiles(source, endpoint)
      : planPagesFiles(project, source, endpoint)),
  ]
  return { steps, endpoint, serverFile: places.server }
}

type Places = { readonly events: string; readonly server: string; readonly route: string }

/** Where the files are, also where a person has put them elsewhere; else where the quick start has them. */
function findPlaces({ root, router, isTyped }: Project, source: readonly SourceFile[]): Places {
  const extension = isTyped ? 'ts' : 'js'
  const server = source.find(
    ({ code }) => /\bcreateMida\s*[<(]/.test(code) && code.includes('@mida-kit/server'),
  )
  const route = router === 'app' ? `app/api/m/route.${extension}` : `pages/api/m.${extension}`
  return {
    events: readCatalogue(source)?.path ?? `${root}lib/mida/events.${extension}`,
    server: server?.path ?? `${root}lib/mida/server.${extension}`,
    route: readEndpoint(source).route?.file ?? `${root}${route}`,
  }
}

function planWrite(source: readonly SourceFile[], path: string, content: string): Step[] {
  const there = source.find((file) => withoutEnding(file.path) === withoutEnding(path))
  if (there) return [{ kind: 'left', path: there.path, because: 'it is there already' }]
  return [{ kind: 'write', path, content }]
}

function importOf(project: Project, from: string, to: string): string {
  return toImport(project, withoutEnding(from), withoutEnding(to))
}

function withoutEnding(path: string): string {
  return path.replace(/\.[mc]?[jt]sx?$/, '')
}

function toEndpoint(route: string, source: readonly SourceFile[]): string {
  const { basePath, hasTrailingSlash } = readNextConfig(source)
  return `${basePath}${toRoutePath(route) ?? '/api/m'}${hasTrailingSlash ? '/' : ''}`
}
