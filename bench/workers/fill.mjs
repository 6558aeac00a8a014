// Puts events into an outbox that nobody sends from yet.
import { finish, readOptions } from '../lib/child.mjs'
import { openAcceptor } from '../suts/mida-kit.mjs'
import { openOutbox } from '../suts/outboxes.mjs'

const CALLERS = 1_000

const { store, at, count } = readOptions()
const acceptor = openAcceptor(await openOutbox({ store, at }))
await acceptor.start()
for (let index = 0; index < count; index += CALLERS) {
  const most = Math.min(CALLERS, count - index)
  await Promise.all(Array.from({ length: most }, (_, offset) => acceptor.accept(index + offset)))
}
await acceptor.close()
finish({ count })
