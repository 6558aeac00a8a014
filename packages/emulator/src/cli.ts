#!/usr/bin/env node
// The command: opens an emulator at an address until it is told to stop.
import { readFileSync } from 'node:fs'
import { type CliRequest, HELP, parseCli } from './cli/parse-cli.ts'
import { createEmulator } from './create-emulator.ts'
import type { Listening } from './http/listen.ts'

const FAILED = 1
const MISUSED = 2

await main(parseCli(process.argv.slice(2)))

async function main(request: CliRequest): Promise<void> {
  switch (request.status) {
    case 'run':
      return run(request)
    case 'help':
      return console.log(HELP)
    case 'version':
      return console.log(readVersion())
    case 'misused':
      return end(request.error, MISUSED)
    default:
      return request satisfies never
  }
}

async function run({ port, host, projects }: Extract<CliRequest, { status: 'run' }>): Promise<void> {
  try {
    const listening = await createEmulator({ projects }).listen({ port, host })
    const [project] = projects
    console.log(`Mida emulator
  API base  ${listening.url}/v2
  Script    ${listening.url}/js/optimize.js?key=${encodeURIComponent(project?.projectKey ?? '')}
  Page      ${listening.url}/`)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(listening))
  } catch (error) {
    end(error instanceof Error ? error.message : String(error), FAILED)
  }
}

async function stop(listening: Listening): Promise<void> {
  await listening.close()
  process.exit(0)
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
