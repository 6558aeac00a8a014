// The whole state as the lines of a state file.
import type { World } from '../world.ts'
import { STATE_HEADER, type StateEntry } from './state-entry.ts'

export function toSnapshot(world: World): string {
  const lines = Array.from(toEntries(world), (entry) => JSON.stringify(entry))
  return `${[STATE_HEADER, ...lines].join('\n')}\n`
}

function* toEntries(world: World): Iterable<StateEntry> {
  for (const { projectKey, visitors } of world.projects.values()) {
    for (const midaUuid of visitors.listRetired()) yield { kind: 'retired', projectKey, midaUuid }
    for (const visitor of visitors.list()) yield { kind: 'visitor', visitor }
  }
  for (const { mergeId: _, ...merge } of world.merges.listAfter(0)) yield { kind: 'noted', merge }
  for (const event of world.events.list()) yield { kind: 'event', event }
}
