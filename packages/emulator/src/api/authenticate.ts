// Which project a call to the API may use: its path names one, its key opens it.
import type { ApiRequest } from '../http/exchange.ts'
import type { Project } from '../state/project.ts'
import type { World } from '../world.ts'

/**
 * The project, or null for a missing key, a wrong key, a key of another project and an unknown project alike.
 *
 * Where several of the three headers are given, the first of `Authorization`, `x-api-key`, `api-key` decides.
 */
export function authenticate(world: World, request: ApiRequest, projectKey: string): Project | null {
  const project = world.projects.get(projectKey)
  const apiKey = readApiKey(request.headers)
  return project && apiKey !== null && project.apiKeys.has(apiKey) ? project : null
}

function readApiKey(headers: ApiRequest['headers']): string | null {
  const { authorization } = headers
  if (authorization === undefined) return headers['x-api-key'] ?? headers['api-key'] ?? null
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null
}
