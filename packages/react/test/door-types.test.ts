// What the doors ./query and ./testing take. The lines are judged by tsc, as in types.test.tsx.
import { type QueryClient, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { type UuidState, type UuidUnavailable, useFeatureFlag, useVariant } from '../src/index.ts'
import { midaUuidOptions, trackedMutationOptions } from '../src/query.ts'
import { createTestMida, type MidaMatchers } from '../src/testing.ts'

declare const queryClient: QueryClient
declare const matchers: MidaMatchers<void>

const mutationFn = async (form: string): Promise<{ plan: string }> => ({ plan: form })

function useUuidQueries(): unknown[] {
  const data: UuidState | undefined = useQuery(midaUuidOptions()).data
  const uuid: UuidState = useSuspenseQuery(midaUuidOptions()).data
  const cached: UuidState | undefined = queryClient.getQueryData(midaUuidOptions().queryKey)
  const fetched: Promise<UuidState> = queryClient.fetchQuery(midaUuidOptions())
  // @ts-expect-error the data is the state, not the uuid
  const text: string | undefined = useQuery(midaUuidOptions()).data
  return [data, uuid, cached, fetched, text]
}

function useTrackedMutations(): unknown[] {
  const { mutate, data } = useMutation(
    trackedMutationOptions({ mutationFn, track: { success: ['signed_up'] } }),
  )
  mutate('newsletter')
  // @ts-expect-error the variables are those of the mutation
  mutate(1)
  const plan: string | undefined = data?.plan
  return [
    plan,
    trackedMutationOptions({
      mutationFn,
      track: {
        success: ({ plan }, form) => ['form_submitted', { form: plan + form }],
        failure: ({ message }) => (message ? ['search_done', { text: message }, { sendNow: true }] : null),
      },
    }),
    // @ts-expect-error a server event cannot be tracked in a browser
    trackedMutationOptions({ mutationFn, track: { success: ['plan_upgraded', { to_plan: 'pro' }] } }),
    // @ts-expect-error the properties are missing
    trackedMutationOptions({ mutationFn, track: { success: ['form_submitted'] } }),
    // @ts-expect-error a property has another type
    trackedMutationOptions({ mutationFn, track: { success: () => ['form_submitted', { form: 1 }] } }),
    // @ts-expect-error no such event
    trackedMutationOptions({ mutationFn, track: { failure: () => ['form_sumbitted'] } }),
    // @ts-expect-error the events are missing
    trackedMutationOptions({ mutationFn }),
  ]
}

function useStates(): unknown[] {
  const variant = useVariant('17')
  const flag = useFeatureFlag('search')
  // @ts-expect-error there may be no variant yet
  const early: unknown = variant.variant
  const name: string | null = variant.status === 'ready' ? variant.variant : null
  const isEnabled: boolean = flag.status === 'ready' && flag.isEnabled
  const because: UuidUnavailable | null = flag.status === 'unavailable' ? flag.because : null
  return [early, name, isEnabled, because]
}

function matchAll(): void {
  matchers.toHaveTracked('signed_up')
  matchers.toHaveTracked('form_submitted')
  matchers.toHaveTracked('form_submitted', { form: 'newsletter' })
  matchers.toHaveTracked('form_submitted', { form: expect.any(String) })
  // @ts-expect-error no such event
  matchers.toHaveTracked('form_sumbitted')
  // @ts-expect-error no such property
  matchers.toHaveTracked('form_submitted', { from: 'newsletter' })
  // @ts-expect-error a property has another type
  matchers.toHaveTracked('form_submitted', { form: 1 })
  // @ts-expect-error no such option
  createTestMida({ uid: 'abc' })
}

it('types the doors by the registered catalogue', () => {
  expect([useUuidQueries, useTrackedMutations, useStates, matchAll]).toHaveLength(4)
})
