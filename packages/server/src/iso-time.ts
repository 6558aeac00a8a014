// A moment as ISO 8601, written once for all events of one millisecond.

let writtenMs = Number.NaN
let written = ''

export function toIsoTime(ms: number): string {
  if (ms !== writtenMs) {
    writtenMs = ms
    written = new Date(ms).toISOString()
  }
  return written
}
