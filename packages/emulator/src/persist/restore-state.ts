// Putting back what a state file holds.
import type { Project } from '../state/project.ts'
import type { World } from '../world.ts'
import { parseStateEntry, STATE_HEADER, type StateEntry } from './state-entry.ts'

/**
 * Returns how many lines were put back. A last line without an end was being written when the process was killed, and
 * is left out.
 *
 * @throws Error that names the file and the line.
 */
export function restoreState(world: World, path: string, text: string): number {
  const lines = text.split('\n')
  const isWhole = lines.pop() === ''
  if (text !== '' && lines[0] !== STATE_HEADER) {
    throw new Error(`${path} is not a state file of the emulator. It is left as it is.`)
  }
  const entries = lines.slice(1)
  for (const [index, line] of entries.entries()) {
    const where = `${path}, line ${index + 2}`
    const entry = parseStateEntry(line)
    if (!entry.ok) throw new Error(`${where} cannot be read: ${entry.error}. The file is left as it is.`)
    restoreEntry(world, entry.value, { where, bytes: line.length })
  }
  return entries.length + (isWhole ? 0 : 1)
}

type Place = Readonly<{ where: string; bytes: number }>

function restoreEntry(world: World, entry: StateEntry, { where, bytes }: Place): void {
  const projectOf = (projectKey: string): Project => {
    const project = world.projects.get(projectKey)
    if (project) return project
    throw new Error(
      `${where} belongs to the project ${JSON.stringify(projectKey)}, which is not there. Name it too.`,
    )
  }
  switch (entry.kind) {
    case 'visitor':
      projectOf(entry.visitor.projectKey).visitors.put(entry.visitor)
      return
    case 'merge':
      restoreMerge(world, projectOf(entry.into.projectKey), entry)
      return
    case 'event':
      projectOf(entry.event.projectKey)
      world.events.restore(entry.event, bytes)
      return
    case 'retired':
      projectOf(entry.projectKey).visitors.retire(entry.midaUuid)
      return
    case 'noted':
      world.merges.add(entry.merge)
      return
    default:
      entry satisfies never
  }
}

function restoreMerge(world: World, project: Project, entry: Extract<StateEntry, { kind: 'merge' }>): void {
  const { merged, into, atMs } = entry
  const { projectKey, visitors } = project
  const visitor = visitors.find({ by: 'mida_uuid', value: merged })
  if (visitor) visitors.merge(visitor, into)
  else visitors.put(into)
  world.events.move(projectKey, merged, into.midaUuid)
  world.merges.add({ projectKey, from: merged, into: into.midaUuid, atMs })
}
