// A browser's word against being tracked, where the server's own code tracks in its request.
import { expect, it } from 'vitest'
import { createKit, get } from './support.ts'

const SIGNAL = get('/api/m', { 'sec-gpc': '1' })
const SKIPPED = { status: 'skipped', because: 'no_consent' }

it('a request’s own track heeds the signal, also where nobody could be named, and above what the caller says', async () => {
  const { emulator, mida } = createKit({ privacySignals: ['gpc'] })
  const { track } = mida.forRequest(SIGNAL)

  expect(await track('signed_up')).toMatchObject(SKIPPED)
  expect(await track('signed_up', {}, { consent: 'granted' })).toMatchObject(SKIPPED)
  expect(await mida.forRequest(get()).track('signed_up')).toMatchObject({ failure: { code: 'no_visitor' } })
  expect(emulator.requests.list()).toEqual([])
})

it('a request’s user is not tracked either', async () => {
  const { emulator, mida } = createKit({ privacySignals: ['gpc'], user: () => ({ id: 'ann' }) })

  expect(await mida.forRequest(SIGNAL).track('signed_up')).toMatchObject(SKIPPED)
  expect(emulator.requests.list()).toEqual([])
})

it('an event that names its visitor is somebody else’s, and is taken', async () => {
  const { emulator, mida } = createKit({ privacySignals: ['gpc'] })
  const { midaUuid } = emulator.visitors.seed()
  const whom = { visitor: { midaUuid }, wait: 'outcome' } as const

  expect(await mida.forRequest(SIGNAL).track('signed_up', {}, whom)).toMatchObject({ status: 'recorded' })
})

it('a signal that the app has not asked for is not heeded', async () => {
  const { mida } = createKit({ privacySignals: ['dnt'], user: () => ({ id: 'ann' }) })

  expect(await mida.forRequest(SIGNAL).track('signed_up')).toMatchObject({ status: 'accepted' })
})
