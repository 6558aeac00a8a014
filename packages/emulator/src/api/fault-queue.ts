// Which fault a request meets: the oldest one for it that is not used up, not over, and drawn.
import type { ApiRequest } from '../http/exchange.ts'
import { type Fault, type FaultTarget, parseFault } from './fault.ts'

export type FaultQueue = {
  /**
   * Adds a fault and returns what clears it.
   *
   * @throws TypeError for a fault that cannot be.
   */
  add: (fault: Fault) => () => void
  /** Whether a request of which only the head is known ends with a reset before its body. Uses that fault up. */
  resetsAtHead: (target: FaultTarget, head: ApiRequest) => boolean
  /** The fault of a request that was read whole, or null. Uses it up. */
  take: (target: FaultTarget, request: ApiRequest) => Fault | null
  /** Oldest first. */
  list: () => readonly WaitingFault[]
  /** False where there is no such fault. */
  remove: (faultId: number) => boolean
  clear: () => void
}

/** A fault that is still there. */
export type WaitingFault = Readonly<{
  faultId: number
  fault: Fault
  /** Requests that will still meet it. */
  left: number
  /** Requests that have met it. */
  metCount: number
  /** Milliseconds since 1970; Infinity without `forMs`. */
  untilMs: number
}>

type Waiting = { -readonly [Field in keyof WaitingFault]: WaitingFault[Field] }
type QueueOptions = Readonly<{ random: () => number; nowMs: () => number }>

export function createFaultQueue({ random, nowMs }: QueueOptions): FaultQueue {
  let queue: Waiting[] = []
  let lastId = 0

  const remove = (gone: Waiting): void => {
    queue = queue.filter((other) => other !== gone)
  }
  const dropExpired = (): void => {
    if (queue.length === 0) return
    const now = nowMs()
    queue = queue.filter(({ untilMs }) => now < untilMs)
  }
  const use = (waiting: Waiting): void => {
    waiting.metCount += 1
    waiting.left -= 1
    if (waiting.left === 0) remove(waiting)
  }
  const isDrawn = ({ rate }: Fault): boolean => rate === undefined || random() < rate

  const add = (input: Fault): (() => void) => {
    lastId += 1
    const waiting = toWaiting(input, lastId, nowMs)
    queue.push(waiting)
    return () => remove(waiting)
  }

  const resetsAtHead = (target: FaultTarget, head: ApiRequest): boolean => {
    dropExpired()
    const waiting = beforeBody(queue, target).find(({ fault }) => matches(fault, head) && isDrawn(fault))
    if (waiting) use(waiting)
    return waiting !== undefined
  }

  const take = (target: FaultTarget, request: ApiRequest): Fault | null => {
    dropExpired()
    const waiting = queue.find(
      ({ fault }) =>
        targetOfFault(fault) === target && !isBeforeBody(fault) && matches(fault, request) && isDrawn(fault),
    )
    if (!waiting) return null
    use(waiting)
    return waiting.fault
  }

  return {
    add,
    resetsAtHead,
    take,
    list: () => {
      dropExpired()
      return queue.map((waiting) => ({ ...waiting }))
    },
    remove: (faultId) => {
      const before = queue.length
      queue = queue.filter((waiting) => waiting.faultId !== faultId)
      return queue.length < before
    },
    clear: () => (queue = []),
  }
}

function toWaiting(input: Fault, faultId: number, nowMs: () => number): Waiting {
  const settled = parseFault(input)
  if (!settled.ok) throw new TypeError(settled.error)
  const fault = settled.value
  const untilMs = fault.forMs === undefined ? Number.POSITIVE_INFINITY : nowMs() + fault.forMs
  return { faultId, fault, left: fault.times ?? 1, metCount: 0, untilMs }
}

/** Resets before the body, up to an older fault for every request: that is this request's, and it waits for the body. */
function beforeBody(queue: readonly Waiting[], target: FaultTarget): Waiting[] {
  const own = queue.filter(({ fault }) => targetOfFault(fault) === target)
  const end = own.findIndex(({ fault }) => !isBeforeBody(fault) && !fault.match && fault.rate === undefined)
  return own.slice(0, end === -1 ? own.length : end).filter(({ fault }) => isBeforeBody(fault))
}

function targetOfFault({ on = 'create_event' }: Fault): FaultTarget {
  return on
}

function isBeforeBody(fault: Fault): boolean {
  return fault.kind === 'reset' && fault.when === 'before'
}

function matches(fault: Fault, request: ApiRequest): boolean {
  return fault.match ? fault.match(request) : true
}
