// The version of this command, which is that of every package of the kit.
import { readFileSync } from 'node:fs'
import { isRecord, parseJson } from '../text/json.ts'

export function readVersion(): string {
  const json = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return isRecord(json) && typeof json.version === 'string' ? json.version : '0.0.0'
}
