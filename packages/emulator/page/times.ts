// Moments as the page writes them, in the reader's own time zone.

export function toTime(ms: number): string {
  const date = new Date(ms)
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

export function toDateTime(ms: number): string {
  return `${new Date(ms).toLocaleDateString('en-CA')} ${toTime(ms)}`
}
