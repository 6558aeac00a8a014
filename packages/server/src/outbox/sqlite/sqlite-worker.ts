// One process that sends from the file: it claims, settles, says that it lives, and takes over from workers that do not.
import type {
  Casualty,
  Claim,
  ClaimedEvent,
  ClaimRequest,
  Fate,
  OutboxEntry,
  OutboxWorker,
} from '../outbox.ts'
import { createLiveness, type DeadWorker, getWhereabouts, type Liveness } from './liveness.ts'
import type { SqlPort } from './sql-port.ts'
import type { Row, Unit } from './sql-thread.ts'
import { parseClaimed, parseEntry, readNumber } from './stored-row.ts'
import { toBeginUnit, toClaimUnit, toSettleUnit } from './units.ts'
import {
  JOIN,
  toBeatUnit,
  toLeaveUnit,
  toTakeOverUnit,
  toTidyUnit,
  toUnreadableUnit,
} from './worker-units.ts'

export type WorkerContext = {
  readonly port: SqlPort
  readonly nowMs: () => number
  readonly keepKeysMs: Readonly<Record<OutboxEntry['lane'], number>>
}

/** Registers this process as a worker, and takes over at once from those that ended here before. */
export async function connectWorker(context: WorkerContext): Promise<OutboxWorker> {
  const here = getWhereabouts()
  const worker = new SqliteWorker(
    context,
    createLiveness(here, () => performance.now()),
  )
  await worker.join()
  await worker.beat()
  return worker
}

class SqliteWorker implements OutboxWorker {
  readonly #context: WorkerContext
  readonly #liveness: Liveness
  #owner = 0
  #casualties: Casualty[] = []
  #tidiedAtMs = Number.NEGATIVE_INFINITY

  constructor(context: WorkerContext, liveness: Liveness) {
    this.#context = context
    this.#liveness = liveness
  }

  async join(): Promise<void> {
    const { host, pid, process } = getWhereabouts()
    const [rows] = await this.#run(JOIN(host, pid, process))
    this.#owner = readNumber(rows?.[0], 'id') ?? 0
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    const unit = toClaimUnit(request, { owner: this.#owner, nowMs: this.#context.nowMs() })
    const [server = [], browser = [], ...dues] = await this.#run(unit)
    const events = await this.#readClaimed([...server, ...browser])
    const casualties = this.#casualties
    this.#casualties = []
    return { events, casualties, nextDueAtMs: findNextDue(dues) }
  }

  async begin(id: number): Promise<boolean> {
    const [rows] = await this.#run(toBeginUnit(id, this.#owner))
    return rows?.length === 1
  }

  async settle(event: ClaimedEvent, fate: Fate): Promise<void> {
    const { keepKeysMs, nowMs } = this.#context
    await this.#run(toSettleUnit(event, fate, { owner: this.#owner, nowMs: nowMs(), keepKeysMs }))
  }

  async beat(): Promise<boolean> {
    const [own, others = []] = await this.#run(toBeatUnit(this.#owner))
    for (const dead of this.#liveness.findDead(others)) await this.#takeOver(dead)
    await this.#tidy()
    if (own?.length !== 0) return true
    await this.join()
    return false
  }

  async leave(): Promise<void> {
    await this.#run(toLeaveUnit(this.#owner))
  }

  #run(unit: Unit): Promise<readonly (readonly Row[])[]> {
    return this.#context.port.run(unit)
  }

  async #takeOver(dead: DeadWorker): Promise<void> {
    const [gone, begun = []] = await this.#run(toTakeOverUnit(dead))
    if (gone?.length === 0) return
    for (const row of begun) {
      const event = parseEntry(row)
      if (event) this.#casualties.push({ kind: 'in_doubt', event, failure: DIED })
    }
  }

  async #tidy(): Promise<void> {
    const nowMs = this.#context.nowMs()
    if (nowMs - this.#tidiedAtMs < TIDY_EVERY_MS) return
    this.#tidiedAtMs = nowMs
    await this.#run(toTidyUnit(nowMs))
  }

  async #readClaimed(rows: readonly Row[]): Promise<ClaimedEvent[]> {
    const events: ClaimedEvent[] = []
    for (const row of rows) {
      const event = parseClaimed(row)
      if (event) events.push(event)
      else await this.#bury(row)
    }
    return events.sort((one, other) => one.id - other.id)
  }

  async #bury(row: Row): Promise<void> {
    await this.#run(toUnreadableUnit(readNumber(row, 'seq') ?? -1))
    const { event_id, event_name } = row
    this.#casualties.push({ kind: 'unreadable', eventId: String(event_id), eventName: String(event_name) })
  }
}

const TIDY_EVERY_MS = 60_000

const DIED = {
  code: 'timed_out',
  message: 'The process that was sending the event ended before Mida answered.',
} as const

function findNextDue(dues: readonly (readonly Row[])[]): number | null {
  const times = dues.map((rows) => readNumber(rows[0], 'due')).filter((due) => due !== null)
  return times.length === 0 ? null : Math.min(...times)
}
