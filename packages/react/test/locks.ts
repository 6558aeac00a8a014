// `navigator.locks` for a simulated browser, which has none.

export function setLocks(hasLocks: boolean): void {
  Object.defineProperty(navigator, 'locks', {
    configurable: true,
    value: hasLocks ? createLocks() : undefined,
  })
}

/** `navigator.locks` as far as `ifAvailable` goes. */
function createLocks(): { request: (...args: unknown[]) => Promise<unknown> } {
  const held = new Set<unknown>()
  return {
    request: async (name, _options, work) => {
      if (typeof work !== 'function') return undefined
      if (held.has(name)) return work(null)
      held.add(name)
      try {
        return await work({})
      } finally {
        held.delete(name)
      }
    },
  }
}
