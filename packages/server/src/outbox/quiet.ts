// Waiting until something is so, or for a while.
import type { Runtime } from '../runtime.ts'

export class Quiet {
  readonly #runtime: Runtime
  readonly #checks = new Set<() => void>()

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** Resolves when the condition holds, looked at now and at each `look`, or after a while; says whether it holds. */
  until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    if (isSo() || withinMs <= 0) return Promise.resolve(isSo())
    return new Promise((resolve) => {
      const end = (): void => {
        this.#checks.delete(check)
        cancel()
        resolve(isSo())
      }
      const check = (): void => {
        if (isSo()) end()
      }
      const cancel = this.#runtime.startTimer(withinMs, end)
      this.#checks.add(check)
    })
  }

  /** Something has changed. */
  look(): void {
    for (const check of [...this.#checks]) check()
  }
}
