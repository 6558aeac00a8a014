'use client'
// Whether the browser has a network, as it says itself.
import { type ReactElement, useSyncExternalStore } from 'react'

export function NetworkState(): ReactElement {
  const isOnline = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  )
  return <p role="status">{isOnline ? 'The network is there.' : 'There is no network.'}</p>
}

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
