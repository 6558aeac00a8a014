#!/usr/bin/env node
// The command: opens an emulator at an address until it is told to stop.
import { readFileSync } from 'node:fs'
import { type CliRequest, HELP, parseCli, type RunRequest } from './cli/parse-cli.ts'
import { readSeedFile } from './cli/read-seed-file.ts'
import { createEmulator, type Emulator } from './create-emulator.ts'
import type { Listening, ListenOptions } from './http/listen.ts'
import type { EmulatorOptions } from './options.ts'

const FAILED = 1
const MISUSED = 2

await main(parseCli(process.argv.slice(2)))

async function main(request: CliRequest): Promise<void> {
  switch (request.status) {
    case 'run':
      return run(request.run)
    case 'help':
      return console.log(HELP)
    case 'version':
      return console.log(readVersion())
    case 'misused':
      return end(`${request.error}. See mida-emulator --help.`, MISUSED)
    default:
      return request satisfies never
  }
}

async function run({ port, host, files, options }: RunRequest): Promise<void> {
  try {
    const emulator = createEmulator({ ...options, ...readFiles(files) })
    const listening = await openOrClose(emulator, { port, host })
    const [project] = options.projects
    console.log(`Mida emulator
  API base  ${listening.url}/v2
  Script    ${listening.url}/js/optimize.js?key=${encodeURIComponent(project?.projectKey ?? '')}
  Page      ${listening.url}/`)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(emulator))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    end(isPortInUse(error) ? `${message} Choose another with --port.` : message, FAILED)
  }
}

function readFiles({ seed, persist }: RunRequest['files']): Pick<EmulatorOptions, 'seed' | 'persist'> {
  return { ...(seed !== null && { seed: readSeedFile(seed) }), ...(persist !== null && { persist }) }
}

async function openOrClose(emulator: Emulator, options: ListenOptions): Promise<Listening> {
  try {
    return await emulator.listen(options)
  } catch (error) {
    await emulator.close()
    throw error
  }
}

async function stop(emulator: Emulator): Promise<void> {
  await emulator.close()
  process.exit(0)
}

function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function end(message: string, status: number): void {
  console.error(`mida-emulator: ${message}`)
  process.exitCode = status
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return version
}
