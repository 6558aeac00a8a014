// What the address of the browser script chooses: the project, the generation, consent and faults.
import { type Parsed, parsed, unparsed } from '../http/json.ts'

const GENERATIONS = ['documented', '2024'] as const
const FAULTS = ['throw', 'missing', 'identify_hangs'] as const
const LONGEST_DELAY_MS = 60_000

/** Query parameters of `/js/optimize.js`, in any order. */
export type ScriptOptions = Readonly<{
  key: string
  generation: (typeof GENERATIONS)[number]
  needsConsent: boolean
  fault: (typeof FAULTS)[number] | null
  /** How late the script itself is answered. */
  delayMs: number
  /** How late its first request is answered. */
  uuidDelayMs: number
  /** How late after that answer experiments and feature flags are applied. */
  experimentsDelayMs: number
}>

export function parseScriptOptions(query: URLSearchParams): Parsed<ScriptOptions> {
  const generation = pick(GENERATIONS, query.get('generation') ?? 'documented')
  if (generation === null) return unparsed(`generation must be one of ${GENERATIONS.join(', ')}`)

  const fault = pick(FAULTS, query.get('fault') ?? '')
  if (query.has('fault') && fault === null) return unparsed(`fault must be one of ${FAULTS.join(', ')}`)

  const consent = pick(['required', 'off'], query.get('consent') ?? 'off')
  if (consent === null) return unparsed('consent must be required or off')

  const delayMs = readDelayMs(query, 'delay_ms')
  const uuidDelayMs = readDelayMs(query, 'uuid_delay_ms')
  const experimentsDelayMs = readDelayMs(query, 'experiments_delay_ms')
  if (delayMs === null || uuidDelayMs === null || experimentsDelayMs === null) {
    const names = 'delay_ms, uuid_delay_ms and experiments_delay_ms'
    return unparsed(`${names} must be integers from 0 to ${LONGEST_DELAY_MS}`)
  }
  const key = query.get('key') ?? ''
  const needsConsent = consent === 'required'
  return parsed({ key, generation, needsConsent, fault, delayMs, uuidDelayMs, experimentsDelayMs })
}

/** Milliseconds, 0 where the parameter is missing, null where it cannot be. */
export function readDelayMs(query: URLSearchParams, name: string): number | null {
  const text = query.get(name) ?? '0'
  const delayMs = Number(text)
  return /^\d{1,6}$/.test(text) && delayMs <= LONGEST_DELAY_MS ? delayMs : null
}

function pick<Choice extends string>(choices: readonly Choice[], text: string): Choice | null {
  return choices.find((choice) => choice === text) ?? null
}
