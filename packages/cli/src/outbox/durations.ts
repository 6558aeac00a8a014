// Durations of the command line: a number with its unit, as in the catalogue's `maxAge`.
import { Misuse } from '../command.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 60 * 60_000,
  d: 24 * 60 * 60_000,
}

/** @throws Misuse */
export function parseDurationMs(option: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
  const unitMs = UNIT_MS[unit]
  if (count === undefined || unitMs === undefined) {
    throw new Misuse(`${option} must be a time such as 90s, 15m, 1h or 7d, not ${JSON.stringify(text)}`)
  }
  return Number(count) * unitMs
}

/** @throws Misuse */
export function parseCount(option: string, text: string, least: number): number {
  const count = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
  if (count >= least) return count
  throw new Misuse(`${option} must be a whole number from ${least} on, not ${JSON.stringify(text)}`)
}
