// The four files of the quick start: whether they are there, and whether the provider posts to where the route is.
import { readCatalogue } from '../../app/catalogue.ts'
import { type EndpointReading, readEndpoint } from '../../app/endpoint.ts'
import type { SourceFile } from '../../app/list-source.ts'
import { readNextConfig } from '../../app/next-config.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'

/** The endpoint's path where the provider does not name another. */
const USUAL_ENDPOINT = '/api/m'

export function checkFiles({ source }: Patient): Said[] {
  const endpoint = readEndpoint(source)
  const missing = listMissing(source, endpoint)
  const said: Said[] = missing.map(({ what, fix }) => ({
    status: 'problem',
    message: `${what} was not found in the source.`,
    fix: `${fix} \`npx @mida-kit/cli init\` writes what is missing.`,
  }))
  said.push(...checkAddress(endpoint, readNextConfig(source).basePath))
  if (said.length > 0) return said
  const files = [endpoint.route?.file, endpoint.provider?.file].filter((file) => file !== undefined)
  return [{ status: 'ok', message: `catalogue, server, route and provider are there (${files.join(', ')})` }]
}

/** The path of the endpoint as a browser asks for it; a guess where the source does not say. */
export function guessEndpoint(source: readonly SourceFile[]): string {
  const { provider, route } = readEndpoint(source)
  if (provider?.path?.startsWith('/')) return provider.path
  return `${readNextConfig(source).basePath}${route?.path ?? USUAL_ENDPOINT}`
}

function listMissing(
  source: readonly SourceFile[],
  endpoint: EndpointReading,
): { what: string; fix: string }[] {
  const missing = []
  if (!readCatalogue(source)) {
    missing.push({ what: 'A catalogue (defineEvents)', fix: 'Write lib/mida/events.ts.' })
  }
  if (!source.some(({ code }) => /\bcreateMida\s*[<(]/.test(code) && code.includes('@mida-kit/server'))) {
    missing.push({ what: 'A server client (createMida)', fix: 'Write lib/mida/server.ts.' })
  }
  if (!endpoint.route) {
    missing.push({ what: 'The route', fix: 'Write app/api/m/route.ts, or pages/api/m.ts.' })
  }
  if (!endpoint.provider) {
    missing.push({ what: '<MidaProvider>', fix: 'Wrap the root layout in it.' })
  }
  if (!endpoint.scriptFile) {
    missing.push({ what: '<MidaScript>', fix: 'Put it into the root layout.' })
  }
  return missing
}

function checkAddress({ route, provider }: EndpointReading, basePath: string): Said[] {
  const asked = provider?.path
  if (!route || !asked?.startsWith('/')) return []
  const served = `${basePath}${route.path}`
  if (withoutSlash(asked) === served || route.path.includes('[')) return []
  return [
    {
      status: 'problem',
      message: `The provider (${provider?.file}) posts to ${asked}, and the route (${route.file}) is at ${served}.`,
      fix: `Set endpoint="${served}" on MidaProvider, or move the route.`,
    },
  ]
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path
}
