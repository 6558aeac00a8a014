// The client's outbox for those who watch it: its report, as long as the client is open.
import type { MidaStats } from '../counters.ts'
import type { Engine } from '../engine.ts'
import type { OutboxReport } from './outbox-sender.ts'

/** What the outbox holds and has done; null without one. Rejects where it cannot be read. */
export async function readOutbox({
  engine,
}: {
  readonly engine: Engine | null
}): Promise<OutboxReport | null> {
  const outbox = engine?.outbox
  // Reading would open the file of a closed one again.
  return outbox && !outbox.isClosed ? outbox.report() : null
}

type Watched = { readonly engine: Engine | null; readonly stats: () => MidaStats }

/** What instrumentation is handed: the client's figures, and its outbox's. */
export function toReaders(client: Watched): [() => MidaStats, () => Promise<OutboxReport | null>] {
  return [() => client.stats(), () => readOutbox(client)]
}
