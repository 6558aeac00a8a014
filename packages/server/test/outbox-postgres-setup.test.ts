// What can be wrong with the database of an outbox: each has a code with a page, and a failure value where an event is tracked.
import { describe, expect, it } from 'vitest'
import { createPostgresOutbox } from '../src/outbox/postgres/index.ts'
import { connect, createPostgresKit } from './outbox-postgres-support.ts'
import { PLAN, USER } from './outbox-support.ts'
import { POSTGRES, startPostgres } from './postgres-server.ts'

describe('a database that cannot be an outbox', () => {
  it('is told by MIDA-408 where the server starts, and by a failure where an event is tracked', async () => {
    const { mida } = createPostgresKit('postgres://mida@127.0.0.1:1/none')

    await expect(mida.start()).rejects.toMatchObject({ code: 'MIDA-408' })
    expect(await mida.track('plan_upgraded', PLAN, { visitor: USER })).toMatchObject({
      status: 'failed',
      failure: { code: 'outbox_unavailable' },
    })
  })

  it.skipIf(POSTGRES === null)(
    'is told by MIDA-409 where it is newer, and left as it is',
    async () => {
      const newer = await startPostgres()
      const app = await connect(newer.url)
      await app.query('CREATE SCHEMA mida_kit; CREATE TABLE mida_kit.outbox AS SELECT 99 AS version')
      const { mida } = createPostgresKit(newer.url, { store: {} })

      await expect(mida.start()).rejects.toMatchObject({ code: 'MIDA-409' })
      expect((await app.query('SELECT version FROM mida_kit.outbox')).rows).toEqual([{ version: 99 }])
      await newer.remove()
    },
    60_000,
  )

  it.each([{}, { connectionString: '' }, { connectionString: 'postgres://h/d', schema: 'a;b' }])(
    'is refused where it is made from %j',
    (options) => {
      expect(() => createPostgresOutbox(options)).toThrow(expect.objectContaining({ code: 'MIDA-408' }))
    },
  )
})
