// One Mida project: its keys and its visitors, and how visitors of it are made.
import type { ProjectOptions, SettledOptions } from '../options.ts'
import { makeUuid } from './make-uuid.ts'
import type { Visitor } from './visitor.ts'
import { createVisitorStore, type VisitorStore } from './visitor-store.ts'

export type Project = Readonly<{
  projectKey: string
  apiKeys: Set<string>
  visitors: VisitorStore
  /** A visitor without id, email or attributes, not stored yet. A fresh uuid unless one is given. */
  makeVisitor: (midaUuid?: string) => Visitor
}>

export function createProject({ projectKey, apiKeys }: ProjectOptions, options: SettledOptions): Project {
  const visitors = createVisitorStore({ capacity: options.visitorCapacity, staleUuids: options.staleUuids })
  const isTaken = (midaUuid: string): boolean =>
    visitors.isRetired(midaUuid) || visitors.find({ by: 'mida_uuid', value: midaUuid }) !== undefined

  const makeVisitor = (midaUuid = makeUuid(options.random, isTaken)): Visitor => {
    const nowMs = options.nowMs()
    return {
      projectKey,
      midaUuid,
      aliases: [],
      id: null,
      email: null,
      attributes: {},
      firstSeenMs: nowMs,
      knownFromMs: nowMs,
    }
  }
  return { projectKey, apiKeys: new Set(apiKeys), visitors, makeVisitor }
}
