// Whom recorded events belong to, after every merge. A merge changes one record, however many events move by it.

/** Whoever one or more events belong to. Followed through `into` until there is none. */
export type Owner = { midaUuid: string; into: Owner | null; eventCount: number }

export type Owners = {
  /** The owner of one more event. */
  take: (midaUuid: string) => Owner
  /** One event of this owner is gone. */
  leave: (owner: Owner) => void
  /** Gives the events of one visitor to another. */
  move: (from: string, to: string) => void
  countOf: (midaUuid: string) => number
  clear: () => void
}

export function createOwners(): Owners {
  const owners = new Map<string, Owner>()

  const ownerOf = (midaUuid: string): Owner => {
    const known = owners.get(midaUuid)
    if (known) return known
    const made: Owner = { midaUuid, into: null, eventCount: 0 }
    owners.set(midaUuid, made)
    return made
  }

  return {
    take: (midaUuid) => {
      const owner = ownerOf(midaUuid)
      owner.eventCount += 1
      return owner
    },
    leave: (owner) => {
      const present = toPresent(owner)
      present.eventCount -= 1
      if (present.eventCount === 0) owners.delete(present.midaUuid)
    },
    move: (from, to) => {
      const moved = owners.get(from)
      if (!moved || from === to) return
      const present = ownerOf(to)
      present.eventCount += moved.eventCount
      moved.into = present
      owners.delete(from)
    },
    countOf: (midaUuid) => owners.get(midaUuid)?.eventCount ?? 0,
    clear: () => owners.clear(),
  }
}

/** Who has the events of this owner now. */
export function toPresent(owner: Owner): Owner {
  let present = owner
  while (present.into) present = present.into
  // The next look is one step.
  if (present !== owner) owner.into = present
  return present
}
