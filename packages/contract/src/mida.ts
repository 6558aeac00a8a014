// Mida's own wire: the shapes of Create Event, the hosts of both regions and the path of a project.
// The second door of this package: only the server walks through it.
import type { JsonObject } from './json.ts'
import { MidaSetupError } from './setup-error.ts'

/** Where Mida keeps a project's data. */
export type MidaRegion = 'us' | 'eu'

/** The hosts of a region: `api` is the base of the V2 REST API, `script` the origin of the browser script. */
export type MidaHosts = { readonly api: string; readonly script: string }

/** Where each region answers. */
export const MIDA_HOSTS: Readonly<Record<MidaRegion, MidaHosts>> = {
  us: { api: 'https://api-us.mida.so/v2', script: 'https://cdn.mida.so' },
  eu: { api: 'https://api-eu.mida.so/v2', script: 'https://cdn-eu.mida.so' },
}

/**
 * The body of Create Event: a name and one identifier, with optional properties.
 *
 * @see https://docs.mida.so/docs/v2/create-event
 */
export type CreateEventBody = {
  readonly event_name: string
  readonly mida_uuid?: string
  readonly email?: string
  readonly id?: string
  readonly properties?: JsonObject
}

/** The answer to a recorded event. */
export type CreateEventSuccess = { readonly success: true; readonly message: string }

/** The answer to anything else: 400, 401, 404 or 500 with a text. */
export type MidaErrorBody = { readonly error: string }

/** Whether a value names a region of Mida. */
export function isMidaRegion(value: unknown): value is MidaRegion {
  return value === 'us' || value === 'eu'
}

/**
 * The path of Create Event below the API base; the project key is encoded, so it cannot name another path.
 *
 * @throws MidaSetupError MIDA-307 for `.` and `..`, which no encoding keeps from being path steps.
 */
export function createEventPath(projectKey: string): string {
  return `/project/${encodeSegment(projectKey)}/event`
}

/** The path of the list of recorded events below the API base. @throws MidaSetupError as `createEventPath` does. */
export function listEventsPath(projectKey: string): string {
  return `/project/${encodeSegment(projectKey)}/events`
}

function encodeSegment(segment: string): string {
  if (segment === '.' || segment === '..')
    throw new MidaSetupError('MIDA-307', 'The project key is a path step.')
  return encodeURIComponent(segment)
}
