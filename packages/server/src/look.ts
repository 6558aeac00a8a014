// One look whether an event in doubt was recorded, and what follows from it.
import { type AttemptContext, ended, giveUpAtMs, recorded, toLook, waitOrEnd } from './attempt.ts'
import type { Job } from './job.ts'
import type { Step } from './queue.ts'

/** Looks at most: at 5, 35 and 215 s by default. */
const MAX_LOOKS = 3
const NEXT_LOOK_AFTER = 6

/**
 * Found: the event is recorded. Not in the list: it is sent again where its guarantee allows that, else looked for
 * again, since the list may lag, and in doubt in the end. A list that cannot be read is read again.
 */
export async function look(job: Job, context: AttemptContext): Promise<Step> {
  const { reader, counters } = context
  const { doubt } = job
  if (!reader || !doubt) return ended(job, UNDECIDED)
  const finding = await reader.list.find(job)
  if (finding === 'found') {
    counters.foundByReading += 1
    return recorded(job, job.triedBy ?? job.identifiers[0].by)
  }
  doubt.looks += 1
  const isDone = doubt.looks >= MAX_LOOKS || (finding === 'absent' && doubt.mayResend)
  if (!isDone) return lookAgain(job, reader.delayMs * NEXT_LOOK_AFTER ** doubt.looks, context)
  job.doubt = null
  return doubt.mayResend ? waitOrEnd(job, doubt.failure, context) : ended(job, doubt.failure)
}

function lookAgain(job: Job, waitMs: number, context: AttemptContext): Step {
  const { runtime } = context
  if (runtime.nowMs() + waitMs > giveUpAtMs(job, context)) return ended(job, job.doubt?.failure ?? UNDECIDED)
  return toLook(waitMs, false)
}

const UNDECIDED = { code: 'timed_out', message: 'It is not known whether the event was recorded.' } as const
