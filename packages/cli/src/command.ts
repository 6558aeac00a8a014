// What a subcommand is, and what its exit status means. A new one is a file in `commands` and an entry in `cli.ts`.
import type { Terminal } from './terminal.ts'

/** Documented in docs/cli.md: scripts rely on these numbers. */
export const EXIT = { fine: 0, problem: 1, misused: 2 } as const

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

export type Command = {
  /** What `--help` prints. */
  readonly help: string
  /** Does the work. @throws Misuse for arguments that cannot be used */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitStatus>
}

/** The command line cannot be used as it is; the message is one line that says why. */
export class Misuse extends Error {}
