// `outbox status`, beside a running app, and what every command says of a file that is no outbox.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { endAll, makeOutbox, newFolder, toEntry } from './outbox-file.ts'
import { runCommand } from './run-command.ts'

const DOUBT = { code: 'timed_out', message: 'Mida did not answer in time.' }
const MINUTE_MS = 60_000

describe('outbox status', () => {
  it('counts what waits by lane and age, and what is dead or in doubt by code', async () => {
    const { outbox, run, runJson } = await makeOutbox({}, {})
    await endAll(outbox, 'dead')
    await outbox.add(toEntry())
    await endAll(outbox, 'in_doubt', DOUBT)
    await outbox.add(toEntry({ acceptedAtMs: Date.now() - 90 * MINUTE_MS }))
    await outbox.add(toEntry({ lane: 'browser' }))

    expect(await runJson('outbox', 'status')).toMatchObject({
      version: 1,
      waiting: { server: 1, browser: 1 },
      waitingByAge: { underMinute: 1, underHour: 0, underDay: 1, older: 0 },
      dead: 2,
      inDoubt: 1,
      byCode: { rejected: 2, timed_out: 1 },
    })
    const { status, stdout } = await run('outbox', 'status')
    expect(status).toBe(0)
    expect(stdout).toMatch(/oldest\s+1 h 30 min/)
    expect(stdout).toMatch(/rejected\s+2\n/)
  })

  it('ends with 1 where --check finds dead events, or the oldest is older than --max-age', async () => {
    const { outbox, run } = await makeOutbox({ acceptedAtMs: Date.now() - 20 * MINUTE_MS })

    expect((await run('outbox', 'status', '--check', '--max-age', '1h')).status).toBe(0)
    expect((await run('outbox', 'status', '--max-age', '15m')).status).toBe(1)
    await endAll(outbox, 'dead')
    expect((await run('outbox', 'status', '--check')).status).toBe(1)
  })

  it('answers while another process writes to the file', async () => {
    const { path, runJson } = await makeOutbox({})
    const writer = new Database(path)
    writer.exec('BEGIN IMMEDIATE')
    try {
      expect(await runJson('outbox', 'status')).toMatchObject({ waiting: { server: 1 } })
    } finally {
      writer.exec('ROLLBACK')
      writer.close()
    }
  })
})

describe('a file that is no outbox', () => {
  const ask = (path: string, ...args: string[]) =>
    runCommand(['outbox', ...args, '--file', path], { cwd: newFolder() })

  it.each([
    ['that is missing', 'MIDA-411', () => join(newFolder(), 'mida.db')],
    ['in a missing folder', 'MIDA-401', () => join(newFolder(), 'missing', 'mida.db')],
    ['that is not a database', 'MIDA-403', () => write('not a database, '.repeat(1_000))],
    ['of another app', 'MIDA-411', () => makeDatabase('CREATE TABLE orders (id INTEGER)')],
    [
      'of a newer version',
      'MIDA-404',
      () => makeDatabase('CREATE TABLE mida_outbox (version); INSERT INTO mida_outbox VALUES (99)'),
    ],
  ])('%s is told by %s with status 2, and is left as it is', async (_what, code, make) => {
    const path = make()
    const before = existsSync(path) ? readFileSync(path) : null

    for (const subcommand of [['status'], ['drop', '--all']]) {
      const { status, stderr, stdout } = await ask(path, ...subcommand)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toContain(code)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
    expect(existsSync(path) ? readFileSync(path) : null).toEqual(before)
  })

  it('that is not named is asked for', async () => {
    const { status, stderr } = await runCommand(['outbox', 'status'], { cwd: newFolder() })

    expect(status).toBe(2)
    expect(stderr).toContain('MIDA_OUTBOX')
  })
})

function write(text: string): string {
  const path = join(newFolder(), 'mida.db')
  writeFileSync(path, text)
  return path
}

function makeDatabase(sql: string): string {
  const path = join(newFolder(), 'other.db')
  const database = new Database(path)
  database.exec(sql)
  database.close()
  return path
}
