// What `identify` does to visitors. Mida does not document it: docs/emulator.md lists what is assumed here.
import type { AttributeValue, Visitor } from './visitor.ts'
import type { VisitorStore } from './visitor-store.ts'

/** What the page told about its visitor. */
export type Claim = Readonly<{
  id: string | null
  email: string | null
  attributes: Readonly<Record<string, AttributeValue>>
}>

export type IdentifyTools = Readonly<{
  visitors: VisitorStore
  /** A new visitor without id, email or attributes; it is not stored yet. */
  makeVisitor: () => Visitor
  moveEvents: (from: string, to: string) => void
}>

/** Attributes kept for one visitor; those told first are forgotten first. */
const ATTRIBUTE_CAPACITY = 100

/** Ties the claim to a visitor and returns the one that the browser is from now on. */
export function identify(visitor: Visitor, claim: Claim, tools: IdentifyTools): Visitor {
  const owner = findOwner(visitor, claim, tools.visitors) ?? visitor
  const isOther = isSomebodyElse(visitor, claim)
  if (owner.midaUuid !== visitor.midaUuid && !isOther) return mergeInto(owner, visitor, claim, tools)

  const isUnclaimed = owner.midaUuid === visitor.midaUuid
  const identified = withClaim(isOther && isUnclaimed ? tools.makeVisitor() : owner, claim)
  tools.visitors.put(identified)
  return identified
}

/** An anonymous visitor turns out to be one that is known already: events and attributes move there. */
function mergeInto(owner: Visitor, visitor: Visitor, claim: Claim, tools: IdentifyTools): Visitor {
  const attributes = { ...visitor.attributes, ...owner.attributes }
  const into = withClaim({ ...owner, email: owner.email ?? visitor.email, attributes }, claim)
  tools.visitors.merge(visitor, into)
  tools.moveEvents(visitor.midaUuid, into.midaUuid)
  return tools.visitors.find({ by: 'mida_uuid', value: into.midaUuid }) ?? into
}

/** Who has the claimed id; without an id, who has the email. A visitor with an id only changes its email. */
function findOwner(visitor: Visitor, claim: Claim, visitors: VisitorStore): Visitor | undefined {
  if (claim.id !== null) return visitors.find({ by: 'id', value: claim.id })
  if (claim.email === null || visitor.id !== null) return undefined
  return visitors.find({ by: 'email', value: claim.email })
}

function isSomebodyElse(visitor: Visitor, claim: Claim): boolean {
  if (visitor.id !== null) return claim.id !== null && claim.id !== visitor.id
  if (claim.id !== null || visitor.email === null) return false
  return claim.email !== null && claim.email !== visitor.email
}

function withClaim(visitor: Visitor, claim: Claim): Visitor {
  return {
    ...visitor,
    id: claim.id ?? visitor.id,
    email: claim.email ?? visitor.email,
    attributes: keepNewest({ ...visitor.attributes, ...claim.attributes }),
  }
}

function keepNewest(attributes: Visitor['attributes']): Visitor['attributes'] {
  return Object.fromEntries(Object.entries(attributes).slice(-ATTRIBUTE_CAPACITY))
}
