// A PostgreSQL server for the tests: found on this machine, started by themselves in a folder of its own, removed after them.
import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

export type PostgresServer = {
  readonly url: string
  /** Ends it as a crash would, and starts it again. */
  readonly restart: () => Promise<void>
  readonly crash: () => Promise<void>
  readonly start: () => Promise<void>
  /** Ends it for good. */
  readonly remove: () => Promise<void>
}

const run = promisify(execFile)

/** Where the server's programs are; null where this machine has none, and then the tests cannot be run. */
export const POSTGRES: string | null = findPrograms()

if (POSTGRES === null) {
  process.stderr.write(
    'NOT RUN: the tests of the outbox in PostgreSQL. Install PostgreSQL (apt-get install postgresql) or set MIDA_TEST_PG_BIN to its bin folder.\n',
  )
}

function findPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((one, other) => Number(other) - Number(one))
    : []
  const folders = [
    ...(process.env.MIDA_TEST_PG_BIN ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'initdb'))) ?? null
}

/** PostgreSQL does not run as root: there it runs as somebody else. */
function findUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line =
    users.find((user) => user.startsWith('postgres:')) ?? users.find((user) => user.startsWith('nobody:'))
  const [, , uid = '65534', gid = '65534'] = line?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mida-pg-'))
  const user = findUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const files = join(folder, 'data')
  const call = (program: string, args: readonly string[]): Promise<unknown> =>
    run(join(POSTGRES ?? '', program), [...args], { cwd: folder, ...user })
  await call('initdb', ['-D', files, '-U', 'mida', '-A', 'trust', '-E', 'UTF8', '--no-sync'])
  const port = await findPort()
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`
  const start = async (): Promise<void> => {
    await call('pg_ctl', ['-D', files, '-w', '-l', join(folder, 'log'), '-o', options, 'start'])
  }
  const crash = async (): Promise<void> => {
    await call('pg_ctl', ['-D', files, '-w', '-m', 'immediate', 'stop'])
  }
  await start()
  return {
    url: `postgres://mida@127.0.0.1:${port}/postgres`,
    start,
    crash,
    restart: async () => {
      await crash()
      await start()
    },
    remove: async () => {
      await crash().catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findPort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}
