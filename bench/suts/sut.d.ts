// What the workers need of a subject.

export type SutOptions = {
  readonly origin: string
  /** Requests at the same time. */
  readonly connections: number
  /** Events a batch, for those that have batches. */
  readonly flushAt?: number
  /** Where events wait on disk: a file, or a database's address. */
  readonly outbox?: { readonly store: 'sqlite' | 'postgres'; readonly at: string }
  /** Called once for each event: true where it was delivered. */
  readonly onEnd: (isDelivered: boolean) => void
}

export type Sut = {
  /** Events that are tracked and have not ended, at most: what keeps the subject busy. */
  readonly window: number
  readonly track: (index: number) => void
}
