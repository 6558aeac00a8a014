// MidaScript of the browser's bundle over what the server's has rendered.
import { act } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import * as browserDoor from '../src/index.browser.ts'
import * as door from '../src/index.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

function App({ MidaScript }: Pick<typeof door, 'MidaScript'>): React.ReactElement {
  const attributes = { 'data-cfasync': 'false' } as const
  return (
    <main>
      <MidaScript projectKey="demo-project" nonce="abc" attributes={attributes} />
      <p>Hello</p>
    </main>
  )
}

it('keeps the server’s script as it is, without a warning', async () => {
  const complain = vi.spyOn(console, 'error')
  const onRecoverableError = vi.fn()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const root = document.createElement('div')
  root.innerHTML = renderToString(<App MidaScript={door.MidaScript} />)
  document.body.append(root)
  const html = root.innerHTML

  const hydrated = await act(async () =>
    hydrateRoot(root, <App MidaScript={browserDoor.MidaScript} />, { onRecoverableError }),
  )
  await act(async () => hydrated.render(<App MidaScript={browserDoor.MidaScript} />))

  expect(root.innerHTML).toBe(html)
  expect(html).toContain('demo-project')
  expect(complain).not.toHaveBeenCalled()
  expect(onRecoverableError).not.toHaveBeenCalled()
})

it('has the same exports under both conditions', () => {
  expect(Object.keys(browserDoor).sort()).toEqual(Object.keys(door).sort())
})

it('says so when a server gets the browser’s bundle', () => {
  vi.stubGlobal('document', undefined)

  expect(() => renderToString(<browserDoor.MidaScript />)).toThrow('MIDA-213')
})
