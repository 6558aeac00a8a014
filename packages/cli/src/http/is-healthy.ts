// Whether an answer to `?health` is the kit's own.
import type { Answer } from './request.ts'

/** An answer that came. */
export type Reached = Extract<Answer, { reached: true }>

/** Whether it is `{ "ok": true }` as JSON, and nothing that only looks alike. */
export function isHealthy({ status, body, headers }: Reached): boolean {
  if (status !== 200 || !/\bjson\b/.test(headers.get('content-type') ?? '')) return false
  return /^\s*\{\s*"ok"\s*:\s*true\s*\}\s*$/.test(body)
}
