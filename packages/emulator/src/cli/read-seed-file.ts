// The file of `--seed`.
import { readFileSync } from 'node:fs'
import { type EmulatorSeed, parseSeed } from '../state/seed.ts'

/** @throws Error that names the file and what is wrong with it. */
export function readSeedFile(path: string): EmulatorSeed {
  const seed = parseSeed(parseJson(path, readText(path)))
  if (!seed.ok) throw new Error(`The seed file ${path} is wrong: ${seed.error}.`)
  return seed.value
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`The seed file ${path} cannot be read: ${toReason(error)}.`)
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) // editors on Windows write this mark
  } catch (error) {
    throw new Error(`The seed file ${path} is not JSON: ${toReason(error)}.`)
  }
}

function toReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : error.message
}
