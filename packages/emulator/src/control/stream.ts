// GET /emulator/stream: tells the page, by Server-Sent Events, that there is something new to read.
import { answerWith, type LiveBody, type Outcome } from '../http/exchange.ts'
import type { World } from '../world.ts'

/** However much happens, the page is told ten times a second at most. */
const PAUSE_MS = 100
const CHANGED = 'event: changed\ndata: {}\n\n'

export function streamChanges(world: World): Outcome {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' }
  return answerWith({ status: 200, headers, body: changesOf(world) })
}

function changesOf(world: World): LiveBody {
  return {
    open: (write) => {
      let timer: NodeJS.Timeout | null = null
      const tell = (): void => {
        timer = null
        write(CHANGED)
      }
      const end = world.changes.subscribe(() => {
        timer ??= setTimeout(tell, PAUSE_MS)
      })
      write(CHANGED)
      return () => {
        end()
        if (timer) clearTimeout(timer)
      }
    },
  }
}
