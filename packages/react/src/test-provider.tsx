'use client'
// Gives a test's client to the components below, and to whoever asks for the page's client.
import { type ReactElement, type ReactNode, useEffect, useMemo, useState } from 'react'
import { MidaContext } from './context.ts'
import { CLIENT, readPage } from './page.ts'
import { createTestMida, type TestMida } from './test-mida.ts'

/** The props of `MidaTestProvider`. */
export type MidaTestProviderProps = {
  readonly children?: ReactNode
  /** @default a client as `createTestMida()` makes it */
  readonly mida?: TestMida
}

/**
 * `MidaProvider` for unit tests and Storybook: the same hooks, no network and no script.
 *
 * While it is mounted its client is also the page's: `createMidaClient` and the options of `@mida-kit/react/query` get it.
 */
export function MidaTestProvider({ children, mida }: MidaTestProviderProps): ReactElement {
  const [own] = useState(createTestMida)
  const { client } = mida ?? own

  // At the render, not in an effect: the children may ask for the page's client while they render.
  const take = useMemo(() => {
    const put = (): void => {
      if (typeof document !== 'undefined') readPage()[CLIENT] = client
    }
    put()
    return put
  }, [client])

  useEffect(() => {
    take()
    return () => {
      if (readPage()[CLIENT] === client) delete readPage()[CLIENT]
    }
  }, [take, client])

  return <MidaContext.Provider value={client}>{children}</MidaContext.Provider>
}
