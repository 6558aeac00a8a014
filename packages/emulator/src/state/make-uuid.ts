// A uuid as real sites carry it: 50 lower-case hex digits.

const DIGITS = 50

/** Made from `random` alone; where that gives a uuid that is taken, the next free one above it. */
export function makeUuid(random: () => number, isTaken: (midaUuid: string) => boolean): string {
  let midaUuid = Array.from({ length: DIGITS }, () => Math.floor(random() * 16).toString(16)).join('')
  while (isTaken(midaUuid)) midaUuid = nextAfter(midaUuid)
  return midaUuid
}

function nextAfter(midaUuid: string): string {
  const next = (BigInt(`0x${midaUuid}`) + 1n).toString(16)
  return next.padStart(DIGITS, '0').slice(-DIGITS)
}
