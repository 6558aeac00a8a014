// Telling whoever listens that something happened.

export type Signal<Told extends readonly unknown[] = []> = Readonly<{
  tell: (...told: Told) => void
  /** Returns a function that ends it. */
  subscribe: (listener: (...told: Told) => void) => () => void
}>

export function createSignal<Told extends readonly unknown[] = []>(): Signal<Told> {
  const listeners = new Set<(...told: Told) => void>()
  return {
    tell: (...told) => {
      for (const listener of listeners) listener(...told)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
