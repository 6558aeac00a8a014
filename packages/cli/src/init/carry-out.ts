// Carries a step out. A file that came or changed since the plan was made is left alone.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Step } from './step.ts'

/** What became of a step: the step itself, or that its file was left after all. */
export async function carryOut(directory: string, step: Step): Promise<Step> {
  const path = join(directory, step.path)
  if (step.kind === 'write') {
    await mkdir(dirname(path), { recursive: true })
    const isWritten = await writeNew(path, step.content)
    return isWritten ? step : { kind: 'left', path: step.path, because: 'it is there already' }
  }
  if (step.kind === 'edit') {
    if ((await readFile(path, 'utf8')) !== step.before) {
      return { kind: 'left', path: step.path, because: 'it was changed meanwhile; run init again' }
    }
    await writeFile(path, step.content)
  }
  return step
}

/** `wx` never overwrites, whoever was faster. */
async function writeNew(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
