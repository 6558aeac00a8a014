// The door for TanStack Query, in its own client.
import {
  dehydrate,
  hydrate,
  QueryClient,
  QueryClientProvider,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactElement, ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPageClient } from '../src/client.ts'
import { midaUuidOptions, trackedMutationOptions } from '../src/query.ts'
import { createTestMida, MidaTestProvider, type TestMida } from '../src/testing.ts'
import { cleanPage } from './browser-page.ts'

let mida: TestMida
let queryClient: QueryClient

beforeEach(() => {
  cleanPage()
  mida = createTestMida()
  queryClient = new QueryClient()
})
afterEach(() => {
  cleanup()
  queryClient.clear()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  cleanPage()
})

function wrapper({ children }: { children: ReactNode }): ReactElement {
  return (
    <QueryClientProvider client={queryClient}>
      <MidaTestProvider mida={mida}>{children}</MidaTestProvider>
    </QueryClientProvider>
  )
}

describe('midaUuidOptions', () => {
  it('is fetched when the uuid is known, and follows it', async () => {
    mida.set({ uuid: { status: 'pending' } })
    const { result } = renderHook(() => useQuery(midaUuidOptions()), { wrapper })
    expect(result.current.isPending).toBe(true)

    act(() => mida.set({ uuid: 'uuid-anonymous' }))
    await waitFor(() => expect(result.current.data).toEqual({ status: 'ready', uuid: 'uuid-anonymous' }))
    act(() => mida.set({ uuid: 'uuid-of-a' }))

    await waitFor(() => expect(result.current.data).toEqual({ status: 'ready', uuid: 'uuid-of-a' }))
  })

  it('has why there is none as its data, and never fails', async () => {
    mida.set({ uuid: { status: 'unavailable', because: 'blocked' } })

    const data = await queryClient.fetchQuery(midaUuidOptions({ client: mida.client }))

    expect(data).toEqual({ status: 'unavailable', because: 'blocked' })
  })

  it('stops following when the query has left the cache', async () => {
    await queryClient.fetchQuery(midaUuidOptions({ client: mida.client }))
    queryClient.clear()

    mida.set({ uuid: 'another' })

    expect(queryClient.getQueryCache().getAll()).toEqual([])
    await queryClient.fetchQuery(midaUuidOptions({ client: mida.client }))
    mida.set({ uuid: 'a third' })
    expect(queryClient.getQueryData(midaUuidOptions().queryKey)).toEqual({ status: 'ready', uuid: 'a third' })
  })

  it('is pending on a server, and looked for anew in the browser', async () => {
    vi.stubGlobal('document', undefined)
    const onServer = new QueryClient()
    await onServer.prefetchQuery(midaUuidOptions())
    const state = dehydrate(onServer)
    vi.unstubAllGlobals()
    hydrate(queryClient, state)

    const { result } = renderHook(() => useQuery(midaUuidOptions()), { wrapper })

    expect(result.current.data).toEqual({ status: 'pending' })
    await waitFor(() => expect(result.current.data).toEqual({ status: 'ready', uuid: 'test-uuid' }))
  })

  it('settles where nothing ever starts the client', async () => {
    vi.useFakeTimers()
    const fetched = queryClient.fetchQuery(midaUuidOptions({ client: openPageClient() }))

    await vi.advanceTimersByTimeAsync(15_000)

    expect(await fetched).toEqual({ status: 'pending' })
  })
})

type Result = { plan: string }

describe('trackedMutationOptions', () => {
  const submit = async (form: string): Promise<Result> => {
    if (form === 'broken') throw new Error('refused')
    return { plan: form }
  }

  it('tracks the success with what came of it, before the app’s own callback', async () => {
    const onSuccess = vi.fn(() => expect(mida.tracked).toHaveLength(1))
    const options = trackedMutationOptions({
      mutationFn: submit,
      onSuccess,
      track: {
        success: ({ plan }, form) => ['form_submitted', { form: `${form}:${plan}` }],
        failure: ['signed_up'],
      },
    })
    const { result } = renderHook(() => useMutation(options), { wrapper })

    const data = await act(() => result.current.mutateAsync('pro'))

    expect(data).toEqual({ plan: 'pro' })
    expect(onSuccess).toHaveBeenCalledOnce()
    expect(mida.tracked).toMatchObject([{ name: 'form_submitted', properties: { form: 'pro:pro' } }])
  })

  it('tracks a failure once, after the retries', async () => {
    const onError = vi.fn()
    const mutationFn = vi.fn(submit)
    const options = trackedMutationOptions({
      mutationFn,
      retry: 2,
      retryDelay: 0,
      onError,
      track: { failure: (error, form) => ['form_submitted', { form: `${form}:${error.message}` }] },
    })
    const { result } = renderHook(() => useMutation(options), { wrapper })

    await act(() => expect(result.current.mutateAsync('broken')).rejects.toThrow('refused'))

    expect(mutationFn).toHaveBeenCalledTimes(3)
    expect(onError).toHaveBeenCalledOnce()
    expect(mida.tracked).toMatchObject([{ properties: { form: 'broken:refused' } }])
  })

  it('a success is no failure when the app’s own callback throws', async () => {
    const options = trackedMutationOptions({
      mutationFn: submit,
      onSuccess: () => {
        throw new Error('of the app')
      },
      track: { success: ['one'], failure: ['two'] },
    })
    const { result } = renderHook(() => useMutation(options), { wrapper })

    await act(() => expect(result.current.mutateAsync('pro')).rejects.toThrow('of the app'))

    expect(mida.tracked.map(({ name }) => name)).toEqual(['one'])
  })

  it('waits for no event, and a mutation’s outcome is its own', async () => {
    const never = { ...mida.client, track: () => new Promise<never>(() => undefined) }
    const options = trackedMutationOptions({ mutationFn: submit, client: never, track: { success: ['one'] } })
    const { result } = renderHook(() => useMutation(options), { wrapper })

    expect(await act(() => result.current.mutateAsync('pro'))).toEqual({ plan: 'pro' })
  })

  it('what a function of the events throws is the page’s error, and not the mutation’s', async () => {
    const thrown: (() => void)[] = []
    const options = trackedMutationOptions({
      mutationFn: submit,
      client: mida.client,
      track: {
        success: () => {
          vi.stubGlobal('queueMicrotask', (run: () => void) => thrown.push(run))
          throw new Error('of the page')
        },
      },
    })
    const { result } = renderHook(() => useMutation(options), { wrapper })

    expect(await act(() => result.current.mutateAsync('pro'))).toEqual({ plan: 'pro' })
    expect(thrown[0]).toThrow('of the page')
  })

  it('tracks nothing where the function says so', async () => {
    const options = trackedMutationOptions({ mutationFn: submit, track: { success: () => null } })
    const { result } = renderHook(() => useMutation(options), { wrapper })
    await act(() => result.current.mutateAsync('pro'))

    expect(mida.tracked).toEqual([])
  })
})
