// Takes one visitor out of everything that the client holds in this process.
import { isIdentifier, type Visitor } from '@mida-kit/contract'
import { toVisitorKey } from './draft.ts'
import { type Identifier, toIdentifiers } from './job.ts'
import type { Recorder } from './recorder.ts'
import { clearVisitorCookie } from './visitor-cookie.ts'

/** What `forget` took out. */
export type ForgetReport = {
  /** Events that were waiting: each was told as `failed` with `forgotten`, or as `in_doubt`. */
  readonly removedCount: number
  /** Events that were under way to Mida: they may be recorded, and are not sent again. */
  readonly underWayCount: number
  /** Keys of known events: what comes again after this is no duplicate any more. */
  readonly forgottenKeyCount: number
  /** `Set-Cookie` headers that remove the kit's cookie, for an answer to this visitor's browser. */
  readonly clearCookies: readonly string[]
  /** Whether the cookie of the current request was this visitor's and is removed with its answer: in Next alone. */
  readonly isCookieCleared: boolean
}

/** Forgets whoever has one of the visitor's identifiers. A `dedupeStore` holds digests alone, and drops them in time. */
export async function forgetVisitor(recorder: Recorder, visitor: Visitor): Promise<ForgetReport> {
  const visitorKeys = await toVisitorKeys(recorder, visitor)
  const { engine } = recorder
  let removedCount = 0
  let underWayCount = 0
  for (const job of engine?.queue.held() ?? []) {
    if (!job.identifiers.some((identifier) => visitorKeys.has(toVisitorKey(identifier)))) continue
    const withdrawal = engine?.queue.withdraw(job, 'forgotten')
    if (withdrawal === 'removed') removedCount += 1
    if (withdrawal === 'under_way') underWayCount += 1
  }
  if (engine?.outbox) removedCount += await engine.outbox.forget(visitorKeys)
  const domain = recorder.options.cookieDomain
  return {
    removedCount,
    underWayCount,
    forgottenKeyCount: engine?.dedupe.forget(visitorKeys) ?? 0,
    clearCookies: [true, false].map((isSecure) => clearVisitorCookie({ isSecure, domain })),
    isCookieCleared: false,
  }
}

/** The visitor by each identifier, and by the hashed id where ids are hashed. */
async function toVisitorKeys(recorder: Recorder, visitor: Visitor): Promise<ReadonlySet<string>> {
  const identifiers: Identifier[] = toIdentifiers({ ...visitor })
  if (isIdentifier(visitor.id)) {
    const value = await recorder.hashId(visitor.id).catch(() => visitor.id)
    recorder.forgetHash(visitor.id)
    if (value !== undefined) identifiers.push({ by: 'id', value })
  }
  return new Set(identifiers.map(toVisitorKey))
}
