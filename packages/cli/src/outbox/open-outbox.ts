// Finds the outbox that a command is about, and opens it no further than the command needs.
import { resolve } from 'node:path'
import type { Outbox } from '@mida-kit/server'
import { createSqliteOutbox, type OutboxAccess } from '@mida-kit/server/outbox/sqlite'
import { joinAppEnvironment } from '../app/environment.ts'
import { Misuse } from '../command.ts'

/** Options of every command that opens an outbox. */
export const FILE_OPTIONS = { file: { type: 'string' } } as const

export const FILE_HELP = `  --file PATH       the outbox's file (default: MIDA_OUTBOX, also of the .env files)`

export type OpenedOutbox = {
  readonly outbox: Outbox
  /** As it was given. */
  readonly file: string
}

/** @throws Misuse where no outbox is named, or where it cannot be opened: with the code of its page in docs/errors. */
export async function openOutbox(
  { file = process.env.MIDA_OUTBOX }: { readonly file?: string | undefined },
  access: OutboxAccess,
): Promise<OpenedOutbox> {
  if (!file) throw new Misuse('which outbox? Give its file by --file or MIDA_OUTBOX')
  try {
    // The browsers' quota is for those who add; whoever resends or drops has none.
    const outbox = createSqliteOutbox({ path: file, access })
    await outbox.open()
    return { outbox, file }
  } catch (error) {
    throw toMisuse(error)
  }
}

/** Opens an outbox for one piece of work, and closes it however that ends. */
export async function withOutbox<Result>(
  named: { readonly file?: string | undefined },
  access: OutboxAccess,
  work: (opened: OpenedOutbox) => Promise<Result>,
): Promise<Result> {
  if (!named.file && !process.env.MIDA_OUTBOX) await joinAppEnvironment(resolve('.'), 'production')
  const opened = await openOutbox(named, access)
  try {
    return await work(opened)
  } finally {
    await opened.outbox.close()
  }
}

/** A mistake in the set-up is one line on stderr; whatever else went wrong stays what it is. */
export function toMisuse(error: unknown): unknown {
  return error instanceof Error && error.name === 'MidaSetupError' ? new Misuse(error.message) : error
}
