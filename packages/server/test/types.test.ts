// What the types of the server's client allow and refuse; tsc is the judge, so a wrong line fails `npm run check`.
import { expectTypeOf, it } from 'vitest'
import { createMida, type DedupeStore, type Mida, type MidaStats } from '../src/index.ts'
import type { createMida as createNextMida } from '../src/next/index.ts'
import { type Events, events } from './support.ts'

declare const mida: Mida<Events>

it('a visitor is named as the event’s identity asks', () => {
  const attempts = () => [
    mida.track('profile_saved', { field: 'x' }, { visitor: { id: 'ann' } }),
    mida.track('profile_saved', { field: 'x' }, { visitor: { email: 'ann@shop.example' } }),
    // @ts-expect-error an event of users is not recorded by a uuid alone
    mida.track('profile_saved', { field: 'x' }, { visitor: { midaUuid: 'u' } }),
    mida.track('banner_seen', { banner: 'x' }, { visitor: { midaUuid: 'u' } }),
    // @ts-expect-error an event of visitors is recorded by uuid
    mida.track('banner_seen', { banner: 'x' }, { visitor: { id: 'ann' } }),
    // @ts-expect-error nobody is named
    mida.track('signed_up', {}, { visitor: {} }),
    // @ts-expect-error an event of browsers is not the server's
    mida.track('page_read', { page: 'x' }, { visitor: { id: 'ann' } }),
    // @ts-expect-error not a consent
    mida.track('signed_up', {}, { visitor: { id: 'ann' }, consent: 'maybe' }),
  ]
  expectTypeOf(attempts).toBeFunction()
})

it('a client is disposed of at the end of its block', () => {
  expectTypeOf<Mida<Events>>().toExtend<AsyncDisposable>()
  expectTypeOf<ReturnType<typeof createNextMida<Events>>>().toExtend<AsyncDisposable>()
})

it('options refuse what is none', () => {
  const attempts = () => [
    // @ts-expect-error not a signal of privacy
    createMida({ events, privacySignals: ['tcf'] }),
    // @ts-expect-error a store has all of its calls
    createMida({ events, dedupeStore: { claim: async () => true } }),
    // @ts-expect-error the answer is a boolean
    createMida({ events, allow: () => 'yes' }),
    // @ts-expect-error personal data is redacted or full
    createMida({ events, personalData: 'some' }),
  ]
  expectTypeOf(attempts).toBeFunction()
  expectTypeOf<ReturnType<DedupeStore['claim']>>().toEqualTypeOf<Promise<boolean>>()
  expectTypeOf<MidaStats['failed']['queue_full']>().toEqualTypeOf<number | undefined>()
})
