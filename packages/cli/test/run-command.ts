// Starts the built command as a process, with an environment of its own.
import { spawn } from 'node:child_process'
import { COMMAND } from './places.ts'

export type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string }
export type RunOptions = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }

export function runCommand(args: readonly string[], { cwd, env = {} }: RunOptions): Promise<Run> {
  return runNode([COMMAND, ...args], { cwd, env })
}

/** Runs Node with nothing of this process's environment but where programs are. */
export function runNode(args: readonly string[], { cwd, env = {} }: RunOptions): Promise<Run> {
  const { PATH = '', HOME = '' } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd,
      env: { PATH, HOME, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => {
      said.stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said.stderr += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...said }))
  })
}

type Finding = {
  readonly check: string
  readonly status: string
  readonly message: string
  readonly fix?: string
  readonly code?: string
  readonly details?: readonly string[]
}

/** Runs the doctor and reads its document. */
export async function diagnose(
  args: readonly string[],
  options: RunOptions,
): Promise<{ status: number | null; text: string; ok: boolean; findings: readonly Finding[] }> {
  const { status, stdout, stderr } = await runCommand(['doctor', '--json', ...args], options)
  if (!stdout.startsWith('{')) throw new Error(`The doctor gave no document: ${stderr}`)
  const { ok, findings } = JSON.parse(stdout)
  return { status, text: stdout + stderr, ok, findings }
}
