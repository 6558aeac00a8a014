// Several processes on one outbox, and processes that end: by themselves, when they are told to, and by `kill -9`.
import { beforeAll, describe, expect, it } from 'vitest'
import {
  buildChild,
  kill,
  listen,
  type ListeningMida as Mida,
  queuedIds,
  start,
  startOnSmallDisk,
} from './outbox-children.ts'
import { createOutboxKit, newPath, openOutbox, PLAN, recordedIds, USER } from './outbox-support.ts'

beforeAll(buildChild, 60_000)

/** Sends what is left in the file, as the next process would. */
async function deliverTheRest(path: string, mida: Mida): Promise<ReturnType<typeof createOutboxKit>> {
  const kit = createOutboxKit({ outbox: openOutbox({ path }), emulator: mida })
  await kit.mida.start()
  await kit.mida.flush({ withinMs: 20_000 })
  return kit
}

describe('a process that is killed', () => {
  it('loses nothing that it was told is queued, and doubles only what was under way, with the same id', async () => {
    const mida = await listen()
    const path = newPath()
    const queued: string[] = []
    for (const afterCount of [5, 40, 120]) {
      const child = start(path, mida.apiUrl, '2000')
      await child.said('any')
      await mida.waitForEvent((_event) => mida.events.list().length >= queued.length / 2 + afterCount, {
        timeoutMs: 20_000,
      })
      await kill(child, 'SIGKILL')
      queued.push(...queuedIds(child))
    }

    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    const lost = queued.filter((id) => !recorded.includes(id))
    expect(lost).toEqual([])
    // 32 requests were under way at most, each time.
    expect(recorded.length - new Set(recorded).size).toBeLessThanOrEqual(3 * 32)
    expect(await kit.outbox.status()).toMatchObject({ waiting: { server: 0 }, dead: 0, inDoubt: 0 })
  }, 60_000)

  it('doubles nothing that is at-most-once: what was under way is in doubt', async () => {
    const mida = await listen()
    const path = newPath()
    const child = start(path, mida.apiUrl, '2000', 'paid_once')
    await mida.waitForEvent(() => mida.events.list().length >= 30, { timeoutMs: 20_000 })
    await kill(child, 'SIGKILL')

    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    const inDoubt = (await kit.outbox.list({ state: 'in_doubt' })).map(({ eventId }) => eventId)
    const lost = queuedIds(child).filter((id) => !recorded.includes(id) && !inDoubt.includes(id))
    expect(lost).toEqual([])
    expect(new Set(recorded).size).toBe(recorded.length)
  }, 60_000)
})

describe('a process that is told to stop', () => {
  it('finishes what is under way, leaves the rest on disk, and doubles nothing', async () => {
    const mida = await listen()
    const path = newPath()
    const child = start(path, mida.apiUrl, '5000')
    await mida.waitForEvent(() => mida.events.list().length >= 30, { timeoutMs: 20_000 })

    await kill(child, 'SIGTERM')
    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    expect(queuedIds(child).filter((id) => !recorded.includes(id))).toEqual([])
    expect(new Set(recorded).size).toBe(recorded.length)
  }, 60_000)
})

describe('two processes on one file', () => {
  it('record each event once, each visitor’s in order', async () => {
    const mida = await listen()
    const path = newPath()
    const children = [start(path, mida.apiUrl, '200'), start(path, mida.apiUrl, '200')]
    await Promise.all(children.map((child) => child.said('done')))
    await Promise.all(children.map((child) => kill(child, 'SIGTERM')))

    const kit = await deliverTheRest(path, mida)

    const recorded = recordedIds(kit)
    expect(recorded).toHaveLength(400)
    expect(new Set(recorded).size).toBe(400)
    for (const child of children) {
      for (let number = 0; number < 7; number += 1) {
        const own = queuedIds(child).filter((_, index) => index % 7 === number)
        expect(recorded.filter((id) => own.includes(id))).toEqual(own)
      }
    }
  }, 60_000)

  it('leave an event to the one that is alive, where the other does not answer any more', async () => {
    const mida = await listen()
    const path = newPath()
    const child = start(path, mida.apiUrl, '0')
    await child.said('started')
    const kit = createOutboxKit({ outbox: openOutbox({ path }), emulator: mida })

    await kill(child, 'SIGKILL')
    const delivery = await kit.mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(delivery.status).toBe('recorded')
  }, 60_000)
})

describe('a disk that is almost full', () => {
  it('takes event after event, as long as those that are recorded make room', async () => {
    const mida = await listen()
    const child = startOnSmallDisk(newPath(), mida.apiUrl, '1000')

    await child.said('done')

    expect(queuedIds(child)).toHaveLength(1_000)
  }, 60_000)
})
