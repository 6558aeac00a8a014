// How far a long work has come: a bar where the total is known, on a terminal alone.
import type { Terminal } from '../terminal.ts'
import { toCount } from './say.ts'

const BAR_WIDTH = 24
const SHOW_EVERY_MS = 100

export type Progress = {
  readonly add: (count: number) => void
  /** Takes the line away. */
  readonly end: () => void
}

/** @param total null where it is not known */
export function startProgress(terminal: Terminal, verb: string, total: number | null): Progress {
  const startedAtMs = performance.now()
  let done = 0
  let shownAtMs = Number.NEGATIVE_INFINITY
  return {
    add: (count) => {
      done += count
      const nowMs = performance.now()
      if (nowMs - shownAtMs < SHOW_EVERY_MS) return
      shownAtMs = nowMs
      const perSecond = Math.round((done * 1_000) / Math.max(1, nowMs - startedAtMs))
      terminal.showProgress(`${toBar(done, total)}${verb} ${toCount(done)}${toRest(total, perSecond)}`)
    },
    end: () => terminal.showProgress(null),
  }
}

function toBar(done: number, total: number | null): string {
  if (total === null || total === 0) return ''
  // More may have come in meanwhile.
  const share = Math.min(1, done / total)
  const filled = Math.round(share * BAR_WIDTH)
  return `[${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} % `
}

function toRest(total: number | null, perSecond: number): string {
  return `${total === null ? '' : ` of ${toCount(total)}`}, ${toCount(perSecond)}/s`
}
