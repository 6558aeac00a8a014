// The keys, the address and the mode: read from the options and the environment at first use, and checked once.
import { MidaSetupError } from '@mida-kit/contract'
import { createEventPath, isMidaRegion, MIDA_HOSTS } from '@mida-kit/contract/mida'
import type { MidaMode } from './options.ts'
import type { Destination } from './upstream.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What a client is set up to do: record, do nothing on purpose, or nothing because something is wrong. */
export type Config =
  | { readonly mode: 'live'; readonly destination: Destination }
  | { readonly mode: 'log' | 'off'; readonly because: 'asked' | 'no_keys' }
  | { readonly mode: 'misconfigured'; readonly error: MidaSetupError }

/** The options that take the place of environment variables. */
export type ConfigOptions = {
  readonly projectKey?: string | undefined
  readonly apiKey?: string | undefined
  readonly region?: string | undefined
  readonly apiUrl?: string | undefined
  readonly mode?: string | undefined
}

/** The environment of this process, empty where the runtime has none. */
export function readEnvironment(): Environment {
  const { process }: { process?: { env?: Environment } } = globalThis
  return process?.env ?? {}
}

/** Reads and checks the configuration. Depends on nothing but its arguments; never throws. */
export function readConfig(options: ConfigOptions, environment: Environment): Config {
  try {
    return checkConfig(options, environment)
  } catch (error) {
    if (error instanceof MidaSetupError) return { mode: 'misconfigured', error }
    throw error
  }
}

function checkConfig(options: ConfigOptions, environment: Environment): Config {
  const mode = readMode(options.mode ?? nonEmpty(environment.MIDA_MODE))
  const apiKey = nonEmpty(options.apiKey) ?? nonEmpty(environment.MIDA_API_KEY)
  const projectKey =
    nonEmpty(options.projectKey) ??
    nonEmpty(environment.NEXT_PUBLIC_MIDA_PROJECT_KEY) ??
    nonEmpty(environment.MIDA_PROJECT_KEY)
  checkExposure(apiKey, projectKey, environment)
  if (mode === 'log' || mode === 'off') return { mode, because: 'asked' }

  const isForgotten = apiKey === undefined && projectKey === undefined && mode === undefined
  if (isForgotten && environment.NODE_ENV === 'development') return { mode: 'log', because: 'no_keys' }
  if (apiKey === undefined) throw new MidaSetupError('MIDA-301')
  if (projectKey === undefined) throw new MidaSetupError('MIDA-302')
  checkKey('MIDA_API_KEY', apiKey)
  checkKey('The project key', projectKey)
  createEventPath(projectKey)
  return { mode: 'live', destination: { apiUrl: readApiUrl(options, environment), projectKey, apiKey } }
}

function readMode(mode: string | undefined): MidaMode | undefined {
  if (mode === undefined || mode === 'live' || mode === 'log' || mode === 'off') return mode
  throw new MidaSetupError('MIDA-306')
}

/** Names whose values bundlers build into pages: Next, Vite, Astro and SvelteKit, CRA, Expo, Nuxt, Gatsby. */
const PUBLIC_NAME = /^(NEXT_PUBLIC|VITE|PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY)_/

/** A key is looked for inside public values where it is long enough to be no word of theirs. */
const LONG_ENOUGH = 12

function checkExposure(
  apiKey: string | undefined,
  projectKey: string | undefined,
  environment: Environment,
): void {
  const secret = apiKey === undefined ? undefined : toBareKey(apiKey)
  for (const [name, value] of Object.entries(environment)) {
    if (!PUBLIC_NAME.test(name) || !value) continue
    const isHeld = secret !== undefined && secret.length >= LONG_ENOUGH && value.includes(secret)
    if (name.endsWith('_MIDA_API_KEY') || isHeld || toBareKey(value) === secret) {
      throw new MidaSetupError('MIDA-303', `${name} is built into every page.`)
    }
  }
  const publicKeys = [projectKey, nonEmpty(environment.MIDA_PROJECT_KEY)]
  if (secret !== undefined && publicKeys.some((key) => key !== undefined && toBareKey(key) === secret)) {
    throw new MidaSetupError('MIDA-303', 'The API key is the same as the project key, which is public.')
  }
}

/** The key as it would be without what is often copied along: white space, quotes, the word Bearer. */
function toBareKey(key: string): string {
  return key
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^bearer\s+/i, '')
    .trim()
}

function checkKey(name: string, key: string): void {
  if (key !== key.trim()) throw new MidaSetupError('MIDA-307', `${name} begins or ends with white space.`)
  if (/^["']|["']$/.test(key))
    throw new MidaSetupError('MIDA-307', `${name} includes quotation marks: use the key alone.`)
  if (/^bearer\b/i.test(key))
    throw new MidaSetupError('MIDA-307', `${name} includes "Bearer": use the key alone.`)
  if (/^(your|my|the)[-_ ](generated[-_ ])?(project|api)[-_ ]key$/i.test(key))
    throw new MidaSetupError('MIDA-307', `${name} is a placeholder: copy the key from the Mida dashboard.`)
  if (!/^[\x21-\x7e]{1,512}$/.test(key)) {
    throw new MidaSetupError('MIDA-307', `${name} holds characters that no key has.`)
  }
}

function readApiUrl(options: ConfigOptions, environment: Environment): string {
  const region = options.region ?? nonEmpty(environment.MIDA_REGION) ?? 'us'
  if (!isMidaRegion(region)) throw new MidaSetupError('MIDA-304')
  const apiUrl = options.apiUrl ?? nonEmpty(environment.MIDA_API_URL) ?? MIDA_HOSTS[region].api
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null
  if (!url) throw new MidaSetupError('MIDA-305', 'It is not a URL.')
  if (url.username || url.password || url.search || url.hash) {
    throw new MidaSetupError('MIDA-305', 'It must be a plain address without credentials, query or fragment.')
  }
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new MidaSetupError('MIDA-305', 'It must be https, or http on this machine alone.')
  }
  return apiUrl
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value
}
