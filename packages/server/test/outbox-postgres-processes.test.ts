// Several processes on one outbox in PostgreSQL; processes that are killed, and a database that is.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildChild, kill, type ListeningMida, listen, queuedIds, start } from './outbox-children.ts'
import { createPostgresKit, newSchema, type PostgresKit } from './outbox-postgres-support.ts'
import { PLAN, recordedIds } from './outbox-support.ts'
import { POSTGRES, type PostgresServer, startPostgres } from './postgres-server.ts'

describe.skipIf(POSTGRES === null)('processes on one outbox in PostgreSQL', () => {
  let server: PostgresServer
  let schema: string
  let address: string

  beforeAll(async () => {
    await buildChild()
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.remove())
  beforeEach(() => {
    schema = newSchema()
    address = `${server.url}#${schema}`
  })

  /** Sends what is left in the database, as the next process would. */
  async function deliverTheRest(mida: ListeningMida): Promise<PostgresKit> {
    const kit = createPostgresKit(server.url, { store: { schema }, emulator: mida })
    await kit.mida.start()
    await kit.mida.drain({ withinMs: 30_000 })
    return kit
  }

  it('lose nothing that they said is queued where they are killed, and double only what was under way', async () => {
    const mida = await listen()
    const queued: string[] = []
    for (const afterCount of [5, 40]) {
      const child = start(address, mida.apiUrl, '2000')
      await child.said('any')
      const recordedBefore = mida.events.list().length
      await mida.waitForEvent(() => mida.events.list().length >= recordedBefore + afterCount, {
        timeoutMs: 30_000,
      })
      await kill(child, 'SIGKILL')
      queued.push(...queuedIds(child))
    }

    const kit = await deliverTheRest(mida)

    const recorded = recordedIds(kit)
    expect(queued.filter((id) => !recorded.includes(id))).toEqual([])
    expect(recorded.length - new Set(recorded).size).toBeLessThanOrEqual(2 * 32)
    expect(await kit.outbox.status()).toMatchObject({ waiting: { server: 0 }, dead: 0, inDoubt: 0 })
  }, 90_000)

  it('double nothing that is at-most-once where they are killed: what was under way is in doubt', async () => {
    const mida = await listen()
    const child = start(address, mida.apiUrl, '2000', 'paid_once')
    await mida.waitForEvent(() => mida.events.list().length >= 30, { timeoutMs: 30_000 })
    await kill(child, 'SIGKILL')

    const kit = await deliverTheRest(mida)

    const recorded = recordedIds(kit)
    const inDoubt = (await kit.outbox.list({ state: 'in_doubt' })).map(({ eventId }) => eventId)
    expect(queuedIds(child).filter((id) => !recorded.includes(id) && !inDoubt.includes(id))).toEqual([])
    expect(new Set(recorded).size).toBe(recorded.length)
  }, 90_000)

  it('record each event once where two of them send', async () => {
    const mida = await listen()
    const children = [start(address, mida.apiUrl, '200'), start(address, mida.apiUrl, '200')]
    await Promise.all(children.map((child) => child.said('done')))
    await Promise.all(children.map((child) => kill(child, 'SIGTERM')))

    const kit = await deliverTheRest(mida)

    expect(recordedIds(kit)).toHaveLength(400)
    expect(new Set(recordedIds(kit)).size).toBe(400)
  }, 90_000)

  it('go on by themselves after their database was killed and is back: nothing is lost or doubled', async () => {
    const mida = await listen()
    const kit = createPostgresKit(server.url, { store: { schema }, emulator: mida })
    await kit.mida.start()
    const before = await trackMany(kit)
    await mida.waitForEvent(() => mida.events.list().length >= 20, { timeoutMs: 30_000 })

    await server.crash()
    const meanwhile = await kit.mida.track('plan_upgraded', PLAN, { visitor: { id: 'user_0' } })
    await server.start()
    const after = await trackMany(kit)
    await mida.waitForEvent(() => mida.events.list().length >= before.length + after.length, {
      timeoutMs: 60_000,
    })
    await kit.mida.drain({ withinMs: 30_000 })

    expect(meanwhile).toMatchObject({ status: 'failed', failure: { code: 'outbox_unavailable' } })
    const recorded = recordedIds(kit)
    expect([...before, ...after].filter((id) => !recorded.includes(id))).toEqual([])
    expect(new Set(recorded).size).toBe(recorded.length)
    expect(await kit.outbox.status()).toMatchObject({ waiting: { server: 0 } })
  }, 120_000)
})

async function trackMany({ mida }: PostgresKit): Promise<string[]> {
  const deliveries = await Promise.all(
    Array.from({ length: 200 }, (_, number) =>
      mida.track('plan_upgraded', PLAN, { visitor: { id: `user_${number % 7}` } }),
    ),
  )
  return deliveries.filter(({ status }) => status === 'queued').map(({ eventId }) => eventId)
}
