// `outbox list, retry, drop, export`: what they show and change, and what they never print.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { endAll, KEYS, makeOutbox, toEntry } from './outbox-file.ts'

const DOUBT = { code: 'timed_out', message: 'Mida did not answer in time.' }

describe('outbox list', () => {
  const secret = {
    identifiers: [
      { by: 'id', value: 'customer-4711' },
      { by: 'email', value: 'ann.smith@shop.example' },
    ],
    propertiesJson: JSON.stringify({ iban: 'DE02120300000000202051' }),
  } as const

  it('hides identifiers and properties unless personal data is asked for', async () => {
    const { run, runJson } = await makeOutbox(secret)

    const shown = (await run('outbox', 'list')).stdout + JSON.stringify(await runJson('outbox', 'list'))
    for (const personal of ['customer-4711', 'ann.smith', 'DE0212']) expect(shown).not.toContain(personal)
    expect(shown).toContain('iban')
    expect(await runJson('outbox', 'list', '--show-personal-data')).toMatchObject({
      events: [
        {
          visitor: { id: 'customer-4711', email: 'ann.smith@shop.example' },
          properties: { iban: 'DE02120300000000202051' },
        },
      ],
    })
  })

  it('finds the events of one visitor by any identifier, and by state, code and id', async () => {
    const { outbox, runJson } = await makeOutbox({ ...secret, eventId: 'of-ann' })
    await endAll(outbox, 'dead')
    await outbox.add(toEntry({ eventId: 'of-bob' }))
    const find = async (...args: string[]) => JSON.stringify(await runJson('outbox', 'list', ...args))

    for (const args of [
      ['--visitor', 'ann.smith@shop.example'],
      ['--state', 'dead'],
      ['--code', 'rejected'],
      ['--event', 'of-ann'],
    ]) {
      const found = await find(...args)
      expect(found).toContain('of-ann')
      expect(found).not.toContain('of-bob')
    }
  })

  it('goes on where a page ended', async () => {
    const { runJson } = await makeOutbox({ eventId: 'a' }, { eventId: 'b' }, { eventId: 'c' })

    const first = await runJson('outbox', 'list', '--limit', '2')
    expect(first).toMatchObject({ events: [{ eventId: 'a' }, { eventId: 'b' }], nextAfterId: 2 })
    expect(await runJson('outbox', 'list', '--after', '2')).toMatchObject({
      events: [{ eventId: 'c' }],
      nextAfterId: null,
    })
  })

  it('prints nothing that a terminal would obey', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e'
    const { run } = await makeOutbox({
      eventId: `id${evil}`,
      eventName: `name${evil}`,
      identifiers: [{ by: 'id', value: `${evil}x` }],
      propertiesJson: JSON.stringify({ [evil]: evil }),
    })

    for (const args of [['list'], ['list', '--json'], ['export'], ['export', '--format', 'jsonl']]) {
      const { stdout, stderr } = await run('outbox', ...args, '--show-personal-data')
      expect(stdout).toContain('name')
      expect(stdout.replaceAll('\r\n', '\n') + stderr).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
    }
  })
})

describe('outbox retry', () => {
  it('sends dead events again, and leaves those in doubt unless doubles are allowed', async () => {
    const { outbox, run } = await makeOutbox({ eventId: 'dead' })
    await endAll(outbox, 'dead')
    await outbox.add(toEntry({ eventId: 'doubtful' }))
    await endAll(outbox, 'in_doubt', DOUBT)

    const first = await run('outbox', 'retry', '--all')
    expect(first).toMatchObject({ status: 1 })
    expect(first.stdout).toContain('1 event will be sent again.')
    expect(first.stdout).toContain('--allow-doubles')
    expect(await outbox.status()).toMatchObject({ waiting: { server: 1 }, dead: 0, inDoubt: 1 })
    expect(await run('outbox', 'retry', '--all', '--allow-doubles')).toMatchObject({ status: 0 })
    expect(await outbox.status()).toMatchObject({ waiting: { server: 2 }, inDoubt: 0 })
  })

  it('goes on behind events that cannot be sent again, and says how many it left', async () => {
    const { outbox, path, runJson } = await makeOutbox(...Array.from({ length: 1_100 }, () => ({})))
    await endAll(outbox, 'dead')
    const database = new Database(path)
    database.exec("UPDATE mida_events SET code = 'unreadable' WHERE seq <= 1050")
    database.close()

    expect(await runJson('outbox', 'retry', '--state', 'dead')).toMatchObject({
      matchedCount: 1_100,
      retriedCount: 50,
      left: { inDoubt: 0, other: 1_050 },
    })
  })

  it('changes nothing without a selection, or in a dry run', async () => {
    const { outbox, run, runJson } = await makeOutbox({})
    await endAll(outbox, 'dead')

    expect((await run('outbox', 'retry')).status).toBe(2)
    expect((await run('outbox', 'drop')).status).toBe(2)
    expect((await run('outbox', 'drop', '--visitor', '')).status).toBe(2)
    expect(await runJson('outbox', 'retry', '--all', '--dry-run')).toMatchObject({ retriedCount: 1 })
    expect(await runJson('outbox', 'drop', '--all', '--dry-run')).toMatchObject({ matchedCount: 1 })
    expect(await outbox.status()).toMatchObject({ dead: 1 })
  })
})

describe('outbox drop', () => {
  it('deletes what is selected and nothing else', async () => {
    const of = (value: string) => ({ identifiers: [{ by: 'id', value }] as const })
    const { outbox, run } = await makeOutbox(of('ann'), of('bob'), of('ann'))

    expect((await run('outbox', 'drop', '--visitor', 'ann')).stdout).toBe('2 events dropped.\n')
    expect(await outbox.list({})).toMatchObject([{ identifiers: [{ value: 'bob' }] }])
  })

  it('leaves what is being sent, says so, and ends with 1', async () => {
    const { outbox, run } = await makeOutbox({})
    const worker = await outbox.connect()
    await worker.claim({ project: KEYS.MIDA_PROJECT_KEY, limits: { server: 1, browser: 1 } })

    const { status, stdout } = await run('outbox', 'drop', '--all')

    expect(status).toBe(1)
    expect(stdout).toContain('1 event left')
    expect(await outbox.status()).toMatchObject({ waiting: { server: 1 } })
  })
})

describe('outbox export', () => {
  it('keeps a text that a spreadsheet would run from being a formula', async () => {
    const formulas = ['=HYPERLINK("http://x")', '+1+cmd|calc', '-2+3', '@SUM(A1)', ' =1', '＝1']
    const { run } = await makeOutbox(
      ...formulas.map((value) => ({ identifiers: [{ by: 'id', value }] as const, eventName: value })),
    )

    const { stdout } = await run('outbox', 'export', '--show-personal-data')

    const lines = stdout.trimEnd().split('\r\n').slice(1)
    expect(lines).toHaveLength(formulas.length)
    for (const line of lines) {
      expect(line.split(',')[2]).toMatch(/^"?'/)
      expect(line).not.toMatch(/(^|,)"?\s*[=+\-@＝]/)
    }
  })

  it('writes a new file that its owner alone may read, and never over another', async () => {
    const { folder, run } = await makeOutbox({ eventId: 'a' }, { eventId: 'b' })
    const output = join(folder, 'events.jsonl')

    const { status } = await run('outbox', 'export', '--format', 'jsonl', '--output', output)
    const again = await run('outbox', 'export', '--output', output)

    expect(status).toBe(0)
    const lines = readFileSync(output, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).eventId)).toEqual(['a', 'b'])
    expect(statSync(output).mode & 0o777).toBe(0o600)
    expect(again.status).toBe(2)
  })
})
