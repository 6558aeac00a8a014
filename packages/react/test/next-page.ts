// A page after a page in one browser: its client keeps what it cannot send.
import type { MidaClientOptions } from '../src/index.ts'
import { keepEvents } from '../src/keep.ts'
import { dispatchPageEvent, leavePage, openPage, setOnline } from './browser-page.ts'
import type { createEndpoint } from './endpoint.ts'

/** A page that is opened after the one before it has gone, in the same browser. */
export function openNextPage(
  options: Partial<MidaClientOptions> = {},
  endpoint?: ReturnType<typeof createEndpoint>,
): ReturnType<typeof openPage> {
  leavePage()
  return openPage({ keep: keepEvents, random: Math.random, ...options }, endpoint)
}

/** The names under which storage holds events. */
export const kept = (): string[] =>
  Object.keys(localStorage).filter((name) => name.startsWith('mida-kit:kept'))

/** Tracks one event on a page that closes while it is offline. */
export async function keepOne(options: Partial<MidaClientOptions> = {}): Promise<void> {
  const { client, clock } = openNextPage(options)
  await clock.advance(100)
  void client.track('one')
  setOnline(false)
  dispatchPageEvent('pagehide', false)
  setOnline(true)
}
