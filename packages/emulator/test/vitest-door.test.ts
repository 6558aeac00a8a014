// The set-up that @mida-kit/emulator/vitest gives.
import { describe, expect, it } from 'vitest'
import { setUpMida } from '../src/vitest.ts'

const mida = setUpMida({ seed: { visitors: [{ id: 'jane' }] } })

const record = (name: string, properties: Record<string, unknown>) =>
  fetch(`${mida.apiUrl}/project/${mida.projectKey}/event`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mida.apiKey}` },
    body: JSON.stringify({ event_name: name, id: 'jane', properties }),
  })

it('is open at an address, with its seed', async () => {
  expect((await record('signed_up', {})).status).toBe(200)
  expect((await fetch(`${mida.scriptUrl}?key=${mida.projectKey}`)).status).toBe(200)
  expect(mida.visitors.list()).toHaveLength(1)
})

it('is empty before each test', () => {
  expect(mida.events.list()).toEqual([])
})

it('expects an event that is recorded already, and one that is to come', async () => {
  const coming = mida.expectEvent('order_paid', { total: 3 })
  await record('order_paid', { total: 4 })
  await record('order_paid', { total: 3, items: [{ sku: 'a', quantity: 1 }] })

  expect(await coming).toMatchObject({ properties: { total: 3 } })
  expect(await mida.expectEvent('order_paid')).toMatchObject({ properties: { total: 4 } })
  const deep = { items: [{ sku: expect.any(String) }] }
  expect(await mida.expectEvent('order_paid', deep)).toMatchObject({ properties: { total: 3 } })
})

it.each([
  { total: '3' },
  { total: 3, missing: undefined },
  { items: [] },
  { items: { 0: {} } },
  { items: null },
])('rejects, and lists what was recorded, where there is none with %o', async (properties) => {
  await record('order_paid', { total: 3, items: [{ sku: 'a' }] })

  const expected = mida.expectEvent('order_paid', properties, { timeoutMs: 1 })
  await expect(expected).rejects.toThrow('order_paid {"total":3')
})

describe('another one', () => {
  const other = setUpMida()

  it('does not see the events of the first', async () => {
    await record('order_paid', {})

    expect(other.url).not.toBe(mida.url)
    expect(other.events.list()).toEqual([])
  })
})
