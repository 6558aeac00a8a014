#!/usr/bin/env node
// The command: chooses the subcommand, and turns what it says into an exit status.
import { readVersion } from './app/version.ts'
import { type Command, EXIT, type ExitStatus, Misuse } from './command.ts'
import { openTerminal, type Terminal, toCleanLine } from './terminal.ts'

type Entry = {
  readonly summary: string
  /** Loaded only when it is run: each command brings its own parsers. */
  readonly load: () => Promise<Command>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  init: {
    summary: 'write the quick start into a Next.js app',
    load: async () => (await import('./commands/init.ts')).init,
  },
  doctor: {
    summary: 'find what is wrong, and how to put it right',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  worker: {
    summary: 'send what an outbox holds, outside of the app',
    load: async () => (await import('./commands/worker.ts')).worker,
  },
  outbox: {
    summary: 'show, resend, drop or export what an outbox holds',
    load: async () => (await import('./commands/outbox.ts')).outbox,
  },
}

// A reader that has seen enough (`| head`) closes the pipe.
process.stdout.on('error', () => process.exit(EXIT.fine))
process.exitCode = await main(
  process.argv.slice(2),
  openTerminal(process.stdout, process.stderr, { ...process.env }),
)

async function main([name, ...args]: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  if (name === undefined) {
    terminal.printError(listCommands())
    return EXIT.misused
  }
  if (name === '--version') return print(terminal, readVersion())
  if (name === '--help') return print(terminal, listCommands())
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry) return refuse(terminal, `there is no command ${JSON.stringify(name)}; see --help`)
  const command = await entry.load()
  if (args.includes('--help')) return print(terminal, command.help)
  return runCommand(command, args, terminal)
}

async function runCommand(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (error instanceof Misuse) return refuse(terminal, error.message)
    // parseArgs says what is wrong in its first sentence, and gives advice in the next.
    if (isArgumentError(error)) return refuse(terminal, error.message.split('. ')[0] ?? '')
    throw error
  }
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function refuse(terminal: Terminal, message: string): ExitStatus {
  terminal.printError(`mida-kit: ${toCleanLine(message)}`)
  return EXIT.misused
}

function print(terminal: Terminal, text: string): ExitStatus {
  terminal.print(text)
  return EXIT.fine
}

function listCommands(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(9)}${summary}`)
  return `The Mida kit's command.

Usage: mida-kit COMMAND [options]

${lines.join('\n')}

  --help     this text, or a command's
  --version  the version`
}
