// What one check says: the shape of the doctor's report, also as JSON.

/** The checks, in the order they are made. */
export const CHECKS = [
  'packages',
  'files',
  'environment',
  'credentials',
  'events',
  'script',
  'route',
  'git',
  'build',
] as const

export type CheckName = (typeof CHECKS)[number]

export type Finding = {
  readonly check: CheckName
  /** `skipped`: could not be looked at, and `message` says why. Only a `problem` makes the exit status 1. */
  readonly status: 'ok' | 'warning' | 'problem' | 'skipped'
  /** What was found, in one sentence or two. */
  readonly message: string
  /** What to do about it; there for every warning and problem. */
  readonly fix?: string
  /** The set-up error that the kit would answer with: its page is docs/errors/{code}.md. */
  readonly code?: string
  /** Files, events or addresses that it is about. */
  readonly details?: readonly string[]
}

/** What a check says of itself; its name is added by whoever runs it. */
export type Said = Omit<Finding, 'check'>

export function isCheckName(text: string): text is CheckName {
  return CHECKS.some((check) => check === text)
}
