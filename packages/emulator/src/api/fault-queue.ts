// Which fault the next Create Event call meets: the oldest one that is not used up.
import type { ApiRequest } from '../http/exchange.ts'
import { type Fault, type FaultEffect, parseFault } from './fault.ts'

export type FaultQueue = {
  /**
   * Adds a fault and returns what clears it.
   *
   * @throws TypeError for a fault that cannot be.
   */
  add: (fault: Fault) => () => void
  /** The fault of a call of which only the head is known: at most a reset before the body. */
  takeAtHead: (head: ApiRequest) => FaultEffect | null
  /** The fault of a call that was read whole. */
  take: (request: ApiRequest) => FaultEffect | null
  clear: () => void
}

type Waiting = { fault: Fault; left: number }

export function createFaultQueue(): FaultQueue {
  let queue: Waiting[] = []

  const use = (waiting: Waiting): FaultEffect => {
    waiting.left -= 1
    if (waiting.left === 0) queue = queue.filter((other) => other !== waiting)
    return waiting.fault
  }

  const add = (input: Fault): (() => void) => {
    const settled = parseFault(input)
    if (!settled.ok) throw new TypeError(settled.error)
    const waiting = { fault: settled.value, left: settled.value.times ?? 1 }
    queue.push(waiting)
    return () => {
      queue = queue.filter((other) => other !== waiting)
    }
  }

  const takeAtHead = (head: ApiRequest): FaultEffect | null => {
    for (const waiting of queue) {
      if (isBeforeBody(waiting.fault)) {
        if (matches(waiting.fault, head)) return use(waiting)
        // An older fault for every call is this call's, and it waits for the body.
      } else if (!waiting.fault.match) return null
    }
    return null
  }

  const take = (request: ApiRequest): FaultEffect | null => {
    const waiting = queue.find(({ fault }) => !isBeforeBody(fault) && matches(fault, request))
    return waiting ? use(waiting) : null
  }

  return { add, takeAtHead, take, clear: () => (queue = []) }
}

function isBeforeBody(fault: Fault): boolean {
  return fault.kind === 'reset' && fault.when === 'before'
}

function matches(fault: Fault, request: ApiRequest): boolean {
  return fault.match ? fault.match(request) : true
}
