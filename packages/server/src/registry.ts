// What must exist once in a process although Next loads this module several times: the engines and what was said.
import type { Engine } from './engine.ts'

/** The state that every copy of this module shares; it survives hot reload too. */
export type ServerRegistry = {
  /** By destination and options: the copies of one client share a queue. */
  readonly engines: Map<string, Engine>
  /** Resolves when the process is told to stop; null until somebody listens. */
  stopping: Promise<void> | null
  /** Messages that are said once. */
  readonly said: Set<string>
}

declare global {
  var __midaKitServer: ServerRegistry | undefined
}

export function getRegistry(): ServerRegistry {
  globalThis.__midaKitServer ??= { engines: new Map(), stopping: null, said: new Set() }
  return globalThis.__midaKitServer
}
