// How components reach the page's store.
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { PageState, PageStore } from './store.ts'

const Context = createContext<PageStore | null>(null)

export const StoreProvider: typeof Context.Provider = Context.Provider

export function useStore(): PageStore {
  const store = useContext(Context)
  if (store === null) throw new Error('No store above this component.')
  return store
}

export function usePageState(): PageState {
  const { subscribe, read } = useStore()
  return useSyncExternalStore(subscribe, read)
}
