// A pause that ends early when the page has news: the script came or failed, the network is back, the page is hidden.
import type { SettledOptions } from './options.ts'

export type Pause = {
  /** Waits so many milliseconds, or until the next `end`. */
  readonly wait: (ms: number) => Promise<void>
  /** Ends every wait of now. */
  readonly end: () => void
}

export function createPause(options: SettledOptions): Pause {
  const waiting: (() => void)[] = []
  return {
    wait: (ms) => Promise.race([options.sleep(ms), new Promise<void>((resolve) => waiting.push(resolve))]),
    end: () => {
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}
