// A local Mida in one object: its doors (fetch, handle, listen), its state, and its faults.
import type { Fault } from './api/fault.ts'
import type { WaitingFault } from './api/fault-queue.ts'
import { createCore } from './core.ts'
import { followRedirects } from './http/follow-redirects.ts'
import { type Listening, type ListenOptions, listen } from './http/listen.ts'
import type { LoggedRequest } from './http/request-log.ts'
import { respondWeb } from './http/web-fetch.ts'
import { type EmulatorOptions, settleOptions } from './options.ts'
import { openStateFile, type StateFile } from './persist/state-file.ts'
import type { RecordedEvent } from './state/event-store.ts'
import { type EmulatorSeed, parseSeed, plantSeed } from './state/seed.ts'
import { parseVisitorSeed, seedVisitor, type VisitorSeed } from './state/seed-visitor.ts'
import { toIdentifier, type Visitor, type VisitorLookup } from './state/visitor.ts'
import {
  type EventFilter,
  type EventMatch,
  toFilter,
  type WaitOptions,
  waitForEvent,
} from './wait-for-event.ts'
import { createWorld, type World } from './world.ts'

/** Visitors of every project. */
export type EmulatedVisitors = Readonly<{
  /** Oldest first; of one project, or of all. */
  list: (projectKey?: string) => readonly Visitor[]
  /** By the first of `midaUuid`, `id`, `email` that is given; `projectKey` is the first project by default. */
  get: (lookup: VisitorLookup & { projectKey?: string }) => Visitor | undefined
  /**
   * Puts a visitor there, as if it had been seen on the site, or completes the one that has these identifiers.
   *
   * @throws Error for a seed that cannot be, an unknown project, and identifiers that belong to different visitors.
   */
  seed: (seed?: VisitorSeed) => Visitor
}>

/** What was recorded, in every project. */
export type RecordedEvents = Readonly<{
  /** Oldest first; all, or those that match. */
  list: (match?: EventMatch) => readonly RecordedEvent[]
}>

/** What reached the API, whatever became of it. */
export type LoggedRequests = Readonly<{
  /** Oldest first. */
  list: () => readonly LoggedRequest[]
}>

/** Faults that are still there. */
export type WaitingFaults = Readonly<{
  /** Oldest first, with how many requests have met each. */
  list: () => readonly WaitingFault[]
}>

/** A running Mida of your own. Its state is in memory and ends with it, unless `persist` names a file. */
export type Emulator = Readonly<{
  /**
   * A web-standard `fetch` that never leaves the process: every host is answered here, by the path.
   *
   * Rejects with a TypeError where a fault breaks the connection, and with the signal's reason on abort.
   */
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Answers one request, and follows no redirect. For a framework's own server. Fails as `fetch` does. */
  handle: (request: Request) => Promise<Response>
  /** Opens a real server; may be called more than once. Rejects when the port is in use. */
  listen: (options?: ListenOptions) => Promise<Listening>
  visitors: EmulatedVisitors
  events: RecordedEvents
  /**
   * The first event that matches: one that is recorded already, else the next one.
   *
   * Rejects after `timeoutMs` (2,000 by default) with a message that lists what was recorded.
   */
  waitForEvent: (match: EventMatch, options?: WaitOptions) => Promise<RecordedEvent>
  requests: LoggedRequests
  /**
   * Makes the next requests fail (`times`, 1 by default): Create Event calls unless `on` says otherwise. Faults are used
   * up in the order they were added.
   *
   * @returns a function that clears this fault.
   * @throws TypeError for a fault that cannot be.
   */
  fail: (fault: Fault) => () => void
  faults: WaitingFaults
  /**
   * Adds projects, experiments, feature flags, visitors, events and faults. A `reset` forgets all but the projects.
   *
   * @throws TypeError for a seed that cannot be. What stood before the wrong entry is there.
   */
  seed: (seed: EmulatorSeed) => void
  /** Forgets visitors, events, requests and faults, and plants the option `seed` again. Projects and servers stay. */
  reset: () => void
  /** Closes every server, and gives the file of `persist` back with all that was recorded. */
  close: () => Promise<void>
}>

/**
 * Makes a local Mida for development and tests.
 *
 * Holds 100,000 events (64 MiB of text) and 10,000 visitors (16 MiB) for each project unless told otherwise; the oldest go.
 *
 * @throws TypeError for options that cannot be, Error for a state file that is in use or cannot be read.
 * @see https://docs.mida.so/docs/v2/create-event
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const world = createWorld(settleOptions(options))
  const core = createCore(world)
  const stateFile = openState(world)
  const servers = new Set<Listening>()
  const filterOf = (match: EventMatch): EventFilter =>
    toFilter(match, (midaUuid) => resolveUuid(world, midaUuid))

  return {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const signal = init?.signal ?? (input instanceof Request ? input.signal : request.signal)
      return followRedirects(request, (next) => respondWeb(core, next, signal))
    },
    handle: (request) => respondWeb(core, request, request.signal),
    listen: async (listenOptions = {}) => {
      if (listenOptions.host) world.hostNames.add(listenOptions.host.toLowerCase())
      const server = await listen(core, listenOptions)
      servers.add(server)
      return server
    },
    visitors: createVisitors(world),
    events: { list: (match = {}) => world.events.list().filter(filterOf(match)) },
    waitForEvent: (match, { timeoutMs = 2_000 } = {}) =>
      waitForEvent(world.events, filterOf(match), timeoutMs),
    requests: { list: world.requests.list },
    fail: (fault) => {
      const clear = world.faults.add(fault)
      world.changes.tell()
      return clear
    },
    faults: { list: world.faults.list },
    seed: (seed) => seedOrThrow(world, seed),
    reset: world.reset,
    close: async () => {
      await Promise.all(Array.from(servers, (server) => server.close()))
      servers.clear()
      stateFile?.close()
    },
  }
}

/** A file that holds something already says what there is; a reset goes back to the seed in any case. */
function openState(world: World): StateFile | null {
  const { persist, seed } = world.options
  seedOrThrow(world, { projects: seed.projects ?? [] }) // the file may hold visitors of these
  const stateFile = persist === null ? null : openStateFile(persist, world)
  try {
    if (stateFile?.hadState) seedOrThrow(world, { ...seed, visitors: [], events: [] })
    else seedOrThrow(world, seed)
  } catch (error) {
    stateFile?.close()
    throw error
  }
  world.resets.subscribe(() => seedOrThrow(world, seed))
  return stateFile
}

function seedOrThrow(world: World, seed: EmulatorSeed): void {
  const read = parseSeed(seed)
  const planted = read.ok ? plantSeed(world, read.value) : read
  if (!planted.ok) throw new TypeError(`The seed cannot be planted: ${planted.error}`)
}

function createVisitors(world: World): EmulatedVisitors {
  const firstKey = world.options.projects[0]?.projectKey ?? ''
  return {
    list: (projectKey) =>
      [...world.projects.values()]
        .filter((project) => projectKey === undefined || project.projectKey === projectKey)
        .flatMap((project) => project.visitors.list()),
    get: ({ projectKey = firstKey, ...lookup }) => {
      const identifier = toIdentifier(lookup)
      return identifier === null ? undefined : world.projects.get(projectKey)?.visitors.find(identifier)
    },
    seed: (seed = {}) => {
      const read = parseVisitorSeed(seed)
      const visitor = read.ok ? seedVisitor(world, read.value) : read
      if (!visitor.ok) throw new Error(visitor.error)
      return visitor.value
    },
  }
}

function resolveUuid(world: World, midaUuid: string): string {
  for (const { visitors } of world.projects.values()) {
    const visitor = visitors.find({ by: 'mida_uuid', value: midaUuid })
    if (visitor) return visitor.midaUuid
  }
  return midaUuid
}
