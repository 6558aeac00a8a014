// React 19's <Activity>: effects run again when a hidden route shows.
import { act, cleanup, render } from '@testing-library/react'
import { Activity, type ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MidaProvider } from '../src/index.ts'
import { cleanPage, createFakeMida, setPage } from './browser-page.ts'
import { createClock } from './clock.ts'
import { createEndpoint } from './endpoint.ts'

beforeEach(cleanPage)
afterEach(() => {
  cleanup()
  cleanPage()
})

it('asks and tracks nothing again when <Activity> hides a route and shows it', async () => {
  const mida = createFakeMida()
  setPage({ mida })
  const clock = createClock()
  const endpoint = createEndpoint()
  const page = (mode: 'hidden' | 'visible'): ReactElement => (
    <Activity mode={mode}>
      <MidaProvider
        endpoint="/api/m"
        {...clock}
        fetch={(url, init) => endpoint.fetch(url, init)}
        user={{ id: 'a' }}
      />
    </Activity>
  )
  const { rerender } = render(page('visible'))
  await act(() => clock.advance(100))

  rerender(page('hidden'))
  rerender(page('visible'))
  await act(() => clock.advance(100))

  expect(mida.calls).toEqual([{ id: 'a' }])
  expect(endpoint.bodies).toHaveLength(1)
})
