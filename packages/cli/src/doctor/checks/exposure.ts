// Every way for the API key to get into the pages by a variable: a public name, a public value, `env` of next.config.
import { type AppEnvironment, readProjectKey, toBareKey } from '../../app/environment.ts'
import { readNextConfig } from '../../app/next-config.ts'
import type { Said } from '../finding.ts'
import type { Patient } from '../patient.ts'

/** Names whose values bundlers build into pages: Next, Vite, Astro and SvelteKit, CRA, Expo, Nuxt, Gatsby. */
const PUBLIC_NAME = /^(NEXT_PUBLIC|VITE|PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY)_/

/** A key is looked for inside other values where it is long enough to be no word of theirs. */
const LONG_ENOUGH = 12

/** Public variables that are, or hold, an API key: in this mode, and in every .env file. */
export function checkExposure(environment: AppEnvironment, apiKeys: readonly string[]): Said[] {
  const { all, files } = environment
  const variables = [
    ...Array.from(all, ([name, { value, from }]) => ({ name, value, from })),
    ...files.flatMap((file) =>
      Object.entries(file.variables).map(([name, value]) => ({ name, value: value ?? '', from: file.name })),
    ),
  ]
  const exposed = variables.filter(
    ({ name, value }) =>
      PUBLIC_NAME.test(name) && value !== '' && (name.endsWith('_MIDA_API_KEY') || isHeld(value, apiKeys)),
  )
  const names = [...new Set(exposed.map(({ name, from }) => `${name} (${from})`))]
  if (names.length === 0 && isProjectKey(environment)) {
    return [{ ...EXPOSED, message: 'The API key is the same as the project key, which is public.' }]
  }
  return names.map((name) => ({
    ...EXPOSED,
    message: `${name} is the API key, and is built into every page.`,
  }))
}

/** `env` of next.config puts a variable into the browser's bundle, whatever its name. */
export function checkNextConfig(source: Patient['source']): Said[] {
  const { file: config } = readNextConfig(source)
  if (!config || !/\bMIDA_API_KEY\b/.test(config.code)) return []
  return [
    {
      ...EXPOSED,
      status: 'warning',
      message: `${config.path} names MIDA_API_KEY: what stands in its "env" is built into the pages.`,
      fix: 'Leave the key out of next.config: the server reads it from the environment by itself.',
    },
  ]
}

function isHeld(value: string, apiKeys: readonly string[]): boolean {
  return apiKeys.some((key) => toBareKey(value) === key || (key.length >= LONG_ENOUGH && value.includes(key)))
}

function isProjectKey({ get }: AppEnvironment): boolean {
  const apiKey = get('MIDA_API_KEY')?.value
  if (apiKey === undefined) return false
  const others = [readProjectKey(get)?.value, get('MIDA_PROJECT_KEY')?.value]
  return others.some((other) => other !== undefined && toBareKey(other) === toBareKey(apiKey))
}

const EXPOSED = {
  status: 'problem',
  code: 'MIDA-303',
  fix: 'Generate a new key in the Mida dashboard, set it as MIDA_API_KEY, and delete the public variable.',
} as const
