// GET /emulator/visitors: the newest visitors that a filter lets through, with what they have.
import { type ApiRequest, answerWith, jsonAnswer, type Outcome, queryOf } from '../http/exchange.ts'
import type { Variants } from '../options.ts'
import type { Visitor } from '../state/visitor.ts'
import type { World } from '../world.ts'

/** A visitor as the page shows it. */
export type VisitorView = Visitor & Readonly<{ variants: Variants; eventCount: number }>

export type VisitorViews = Readonly<{
  /** Newest first, 500 at most. */
  visitors: readonly VisitorView[]
  /** How many the filter lets through. */
  count: number
}>

const LISTED = 500

/** `filter` is words, all of which must occur; `project` a project's key. */
export function readVisitors(world: World, request: ApiRequest): Outcome {
  const query = queryOf(request)
  const projectKey = query.get('project') || null
  const words = (query.get('filter') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const all = [...world.projects.values()]
    .filter((project) => projectKey === null || project.projectKey === projectKey)
    .flatMap((project) => project.visitors.list())
  const matching = words.length === 0 ? all : all.filter((visitor) => hasWords(visitor, words))
  const newest = matching
    .toReversed()
    .toSorted((left, right) => right.firstSeenMs - left.firstSeenMs)
    .slice(0, LISTED)
  const views: VisitorViews = {
    visitors: newest.map((visitor) => toView(world, visitor)),
    count: matching.length,
  }
  return answerWith(jsonAnswer(200, views, { 'cache-control': 'no-store' }))
}

function hasWords({ midaUuid, aliases, id, email, attributes }: Visitor, words: readonly string[]): boolean {
  const text = JSON.stringify([midaUuid, aliases, id, email, attributes]).toLowerCase()
  return words.every((word) => text.includes(word))
}

function toView(world: World, visitor: Visitor): VisitorView {
  return {
    ...visitor,
    variants: world.tests.variantsOf(visitor),
    eventCount: world.events.countOf(visitor.projectKey, visitor.midaUuid),
  }
}
