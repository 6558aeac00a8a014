// The app's git repository, asked without ever writing. Secrets go through pipes: arguments can be seen by other users.
import { spawn } from 'node:child_process'

export type GitAnswer = { readonly status: number; readonly output: string }

/** Runs git in a folder with a text as its input; status 127 where there is no git. */
export function askGit(directory: string, args: readonly string[], input = ''): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = spawn('git', ['-C', directory, ...args], { stdio: ['pipe', 'pipe', 'ignore'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stdin.on('error', () => {}) // It may end before it has read its input; its status tells.
    child.on('error', () => resolve({ status: 127, output: '' }))
    child.on('close', (code) => resolve({ status: code ?? 1, output }))
    child.stdin.end(input)
  })
}

/** What git says about all objects, as a stream of bytes; ends early where git fails. */
export function streamObjects(directory: string): AsyncIterable<Uint8Array> {
  const args = ['-C', directory, 'cat-file', '--batch-all-objects', '--batch', '--unordered']
  const child = spawn('git', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  child.on('error', () => child.stdout.destroy())
  return child.stdout
}

/** Whether git would leave a file out; null outside a repository. */
export async function isIgnored(directory: string, name: string): Promise<boolean | null> {
  const { status } = await askGit(directory, ['check-ignore', '--quiet', '--no-index', name])
  if (status === 0) return true
  return status === 1 ? false : null
}
