// The variables: what the kit would refuse at first use.
import { isMidaRegion } from '@mida-kit/contract/mida'
import { type AppEnvironment, readProjectKey, type Variable } from '../../app/environment.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'
import { checkExposure, checkNextConfig } from './exposure.ts'

export function checkEnvironment({ environment, source, apiKeys }: Patient): Said[] {
  const said = [
    ...checkKeys(environment),
    ...checkRegion(environment),
    ...checkApiUrl(environment.get('MIDA_API_URL')),
    ...checkLocalMida(environment),
    ...checkMode(environment),
    ...checkExposure(environment, apiKeys),
    ...checkNextConfig(source),
  ]
  return said.length > 0 ? said : [{ status: 'ok', message: describe(environment) }]
}

function describe({ get, mode }: AppEnvironment): string {
  const project = readProjectKey(get)
  const region = get('MIDA_REGION')?.value ?? 'us'
  const parts = [
    `project key from ${project?.from}`,
    `API key from ${get('MIDA_API_KEY')?.from}`,
    `region ${region}`,
  ]
  if (get('MIDA_API_URL')) parts.push(`API at ${get('MIDA_API_URL')?.value}`)
  return `${parts.join(', ')} (${mode})`
}

function checkKeys({ get, mode }: AppEnvironment): Said[] {
  const apiKey = get('MIDA_API_KEY')
  const projectKey = readProjectKey(get)
  if (!apiKey && !projectKey && mode === 'development') return [NO_KEYS]
  const said: Said[] = []
  if (!apiKey) said.push(NO_API_KEY)
  if (!projectKey) said.push(NO_PROJECT_KEY)
  if (!get('NEXT_PUBLIC_MIDA_PROJECT_KEY') && projectKey) said.push(NOT_PUBLIC)
  for (const [name, key] of [['MIDA_API_KEY', apiKey] as const, ['The project key', projectKey] as const]) {
    if (!key) continue
    const fault = findKeyFault(key.value)
    if (fault) said.push({ ...toKeyFault(fault), message: `${name} (${key.from}) ${fault}.` })
  }
  return said
}

function findKeyFault(key: string): string | null {
  if (key !== key.trim()) return 'begins or ends with white space'
  if (/^["']|["']$/.test(key)) return 'includes quotation marks'
  if (/^bearer\b/i.test(key)) return 'includes "Bearer"'
  if (/^(your|my|the)[-_ ](generated[-_ ])?(project|api)[-_ ]key$/i.test(key)) return 'is a placeholder'
  if (!/^[\x21-\x7e]{1,512}$/.test(key)) return 'holds characters that no key has'
  return key === '.' || key === '..' ? 'is a path step' : null
}

function toKeyFault(fault: string): Omit<Said, 'message'> {
  const fix = fault.includes('Bearer')
    ? 'Write the key alone: the kit adds "Bearer".'
    : 'Copy the key from the Mida dashboard again, without quotes and spaces around it.'
  return { status: 'problem', code: 'MIDA-307', fix }
}

function checkRegion({ get }: AppEnvironment): Said[] {
  const region = get('MIDA_REGION')
  if (!region || isMidaRegion(region.value)) return []
  return [
    {
      status: 'problem',
      code: 'MIDA-304',
      message: `MIDA_REGION (${region.from}) is no region of Mida.`,
      fix: 'Set MIDA_REGION to us or eu, or leave it out for us.',
    },
  ]
}

function checkApiUrl(apiUrl: Variable | undefined): Said[] {
  const fault = apiUrl && findUrlFault(apiUrl.value)
  if (!fault) return []
  return [
    {
      status: 'problem',
      code: 'MIDA-305',
      message: `MIDA_API_URL (${apiUrl.from}) cannot be used: ${fault}.`,
      fix: 'Remove it to use the address of the region, or give the local Mida as http://127.0.0.1:4800/v2.',
    },
  ]
}

/** What a developer's .env.local says counts for a production build on that machine as well. */
function checkLocalMida({ get, mode }: AppEnvironment): Said[] {
  const local = ['MIDA_API_URL', 'NEXT_PUBLIC_MIDA_SCRIPT_URL'].filter((name) => {
    const value = get(name)?.value ?? ''
    return URL.canParse(value) && LOOPBACK.includes(new URL(value).hostname)
  })
  if (mode !== 'production' || local.length === 0) return []
  return [
    {
      status: 'warning',
      message: `${local.join(' and ')} name this machine, also in production: Mida itself gets nothing.`,
      fix: 'Remove them where the app is to record for real. They are for the local Mida alone.',
    },
  ]
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

function findUrlFault(text: string): string | null {
  if (!URL.canParse(text)) return 'it is not a URL'
  const url = new URL(text)
  if (url.username || url.password || url.search || url.hash) {
    return 'it has credentials, a query or a fragment'
  }
  const isLoopback = LOOPBACK.includes(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return null
  return 'it must be https, or http on this machine alone'
}

function checkMode({ get, mode }: AppEnvironment): Said[] {
  const midaMode = get('MIDA_MODE')
  if (!midaMode || midaMode.value === 'live') return []
  if (midaMode.value !== 'log' && midaMode.value !== 'off') {
    return [
      {
        status: 'problem',
        code: 'MIDA-306',
        message: `MIDA_MODE (${midaMode.from}) is no mode.`,
        fix: 'Set MIDA_MODE to live, log or off, or leave it out for live.',
      },
    ]
  }
  if (mode !== 'production') return []
  return [
    {
      status: 'warning',
      message: `MIDA_MODE (${midaMode.from}) is ${midaMode.value}: nothing is recorded in production.`,
      fix: 'Remove MIDA_MODE where events are to be recorded.',
    },
  ]
}

const NO_KEYS: Said = {
  status: 'warning',
  message: 'No key is set: in development events are printed instead of recorded.',
  fix: 'Set NEXT_PUBLIC_MIDA_PROJECT_KEY and MIDA_API_KEY in .env.local, or run `npx @mida-kit/emulator`.',
}

const NO_API_KEY: Said = {
  status: 'problem',
  code: 'MIDA-301',
  message: 'MIDA_API_KEY is missing.',
  fix: 'Generate a key in the Mida dashboard and set it in .env.local, or in the environment of your host.',
}

const NO_PROJECT_KEY: Said = {
  status: 'problem',
  code: 'MIDA-302',
  message: 'The project key is missing.',
  fix: 'Set NEXT_PUBLIC_MIDA_PROJECT_KEY to the key that your Mida script tag has behind `?key=`.',
}

const NOT_PUBLIC: Said = {
  status: 'warning',
  message: 'The project key has no public name, so pages get no Mida script by the quick start.',
  fix: 'Call it NEXT_PUBLIC_MIDA_PROJECT_KEY, unless the layout gives MidaScript its key in another way.',
}
