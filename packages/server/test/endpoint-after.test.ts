// What happens after the answer, and what the answer waits for.
import { afterEach, expect, it, vi } from 'vitest'
import { createKit, post, readAnswer, wireEvent } from './support.ts'

afterEach(() => {
  vi.useRealTimers()
})

it('onVisitor is called after the answer, and holds a platform that freezes', async () => {
  const order: string[] = []
  const held: Promise<unknown>[] = []
  const { mida } = createKit({ onVisitor: () => void order.push('told') })

  await mida.handle(post({ visitor: { mida_uuid: 'abc123' } }), {
    waitUntil: (promise) => void held.push(promise),
  })
  order.push('answered')
  await Promise.all(held)

  expect(order).toEqual(['answered', 'told'])
})

it('a platform is held until every event was sent', async () => {
  const held: Promise<unknown>[] = []
  const { emulator, mida } = createKit()
  const { midaUuid } = emulator.visitors.seed()
  emulator.fail({ kind: 'status', status: 503 })

  await mida.handle(post({ events: [wireEvent({ mida_uuid: midaUuid })] }), {
    waitUntil: (promise) => void held.push(promise),
  })
  expect(emulator.events.list()).toEqual([])
  await Promise.all(held)

  expect(emulator.events.list()).toHaveLength(1)
})

it('answerAfter: outcome answers when Mida has, in the same words', async () => {
  const { emulator, mida } = createKit({ answerAfter: 'outcome' })
  const { midaUuid } = emulator.visitors.seed()

  const known = await readAnswer(
    await mida.handle(post({ events: [wireEvent({ mida_uuid: midaUuid }), wireEvent()] })),
  )

  expect(emulator.events.list()).toHaveLength(1)
  expect(known).toMatchObject({
    status: 202,
    body: { results: [{ status: 'accepted' }, { status: 'refused', code: 'no_visitor' }] },
  })
})

it('answerAfter: outcome answers after 10 s where Mida hangs', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { emulator, mida } = createKit({ answerAfter: 'outcome', answerTimeoutMs: 60_000 })
  emulator.fail({ kind: 'hang' })
  let status = 0
  const answering = mida.handle(post({ events: [wireEvent({ mida_uuid: 'abc123' })] })).then((answer) => {
    status = answer.status
  })

  await vi.advanceTimersByTimeAsync(9_000)
  expect(status).toBe(0)
  await vi.advanceTimersByTimeAsync(1_001)
  await answering

  expect(status).toBe(202)
  const closing = mida.close({ withinMs: 1 })
  await vi.advanceTimersByTimeAsync(10)
  await closing
})
