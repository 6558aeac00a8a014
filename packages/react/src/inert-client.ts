// The client where there is nothing to talk to: on the server, in a worker, outside the provider. Every promise settles.
import type { MidaClient, UuidState } from './types.ts'

const SKIPPED = { status: 'skipped', because: 'disabled', eventId: '' } as const
const NO_UUID: UuidState = { status: 'unavailable', because: 'disabled' }

const skip = async (): Promise<typeof SKIPPED> => SKIPPED
const ignore = (): (() => void) => ignore

export const INERT_CLIENT: MidaClient = {
  track: skip,
  identify: skip,
  refreshUser: skip,
  setUser: ignore,
  getUuid: () => NO_UUID,
  subscribe: ignore,
  start: ignore,
}
