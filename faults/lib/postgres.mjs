// @ts-check
// A PostgreSQL server of one's own: found on this machine, started in a temporary folder, removed in the end.
import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Null where this machine has no PostgreSQL. */
export async function startPostgres() {
  const programs = findPrograms()
  if (programs === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'mida-pg-'))
  const user = findUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const files = join(folder, 'data')
  const call = (/** @type {string} */ program, /** @type {string[]} */ args) =>
    run(join(programs, program), args, { cwd: folder, ...user })
  await call('initdb', ['-D', files, '-U', 'mida', '-A', 'trust', '-E', 'UTF8'])
  const port = await findPort()
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`
  const start = () => call('pg_ctl', ['-D', files, '-w', '-l', join(folder, 'log'), '-o', options, 'start'])
  const stop = () => call('pg_ctl', ['-D', files, '-w', '-m', 'immediate', 'stop'])
  await start()
  const url = (/** @type {string} */ database) => `postgres://mida@127.0.0.1:${port}/${database}`
  return {
    version: (await call('postgres', ['--version'])).stdout.trim(),
    /** A new, empty database; gives its address. @param {string} name */
    createDatabase: async (name) => {
      await call('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'mida', name])
      return url(name)
    },
    /** Ends it as a crash would (`immediate`), and starts it again after a while. @param {{ downMs: number }} how */
    restart: async ({ downMs }) => {
      await stop()
      await new Promise((resolve) => setTimeout(resolve, downMs))
      await start()
    },
    /** Its processes stand still: connections stay open, and nobody answers. The function that this gives lets them go on. */
    freeze: async () => {
      const [first = ''] = readFileSync(join(files, 'postmaster.pid'), 'utf8').split('\n')
      const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', first])
      const pids = [first, ...stdout.trim().split(/\s+/)].map(Number)
      for (const pid of pids) process.kill(pid, 'SIGSTOP')
      return async () => {
        for (const pid of pids) process.kill(pid, 'SIGCONT')
      }
    },
    remove: async () => {
      await stop().catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Where the server's programs are: in `MIDA_TEST_PG_BIN`, where Debian puts them, or on the path. */
function findPrograms() {
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
function findUser() {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line =
    users.find((user) => user.startsWith('postgres:')) ?? users.find((user) => user.startsWith('nobody:'))
  const [, , uid = '65534', gid = '65534'] = line?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/** @returns {Promise<number>} */
function findPort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
