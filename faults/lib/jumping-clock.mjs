// @ts-check
// Preloaded into a process: its wall clock jumps ahead and back, by an hour, a day and a month, while it runs.
const JUMPS_MS = [3_600_000, -86_400_000, 0, 30 * 86_400_000, -3_600_000, 86_400_000]
const EVERY_MS = 150

const RealDate = Date
// Another process of the same run begins at another time.
const first = process.pid
const offset = () => JUMPS_MS[(first + Math.floor(performance.now() / EVERY_MS)) % JUMPS_MS.length] ?? 0

globalThis.Date = class extends RealDate {
  /** @param {...any} args */
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset())
    else super(.../** @type {[any]} */ (args))
  }

  static now() {
    return RealDate.now() + offset()
  }
}
