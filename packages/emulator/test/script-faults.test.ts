// The browser script when it is late, broken or blocked.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { type Browser, createBrowser } from './browser.ts'

let emulator: Emulator
let browser: Browser

beforeEach(() => {
  emulator = createEmulator()
  browser = createBrowser(emulator)
})
afterEach(() => {
  vi.useRealTimers()
})

it('throws where it is told to, before window.mida is there', async () => {
  await expect(browser.open({ query: 'fault=throw&key=demo-project' })).rejects.toThrow('was told to fail')
})

it('is missing where it is told to be', async () => {
  const response = await emulator.fetch('https://cdn.mida.so/js/optimize.js?fault=missing&key=demo-project')

  expect(response.status).toBe(404)
})

it('is answered late by delay_ms', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const onAnswer = vi.fn()
  const answered = emulator
    .fetch('https://cdn.mida.so/js/optimize.js?delay_ms=5000&key=demo-project')
    .then(onAnswer)

  await vi.advanceTimersByTimeAsync(4_999)
  expect(onAnswer).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await answered
})

it('has its uuid late by uuid_delay_ms, and the visitor does not exist before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const page = await browser.open({ query: 'uuid_delay_ms=800&key=demo-project' })

  await vi.advanceTimersByTimeAsync(799)
  expect(emulator.visitors.list()).toEqual([])
  expect(browser.cookies.size).toBe(0)

  await vi.advanceTimersByTimeAsync(1)
  await page.settled()
  expect(browser.cookies.get('optimize_uuid')).toBe(emulator.visitors.list()[0]?.midaUuid)
})

it('never settles identify where it is told to, and tells nobody', async () => {
  const page = await browser.open({ query: 'key=demo-project&fault=identify_hangs' })
  const onSettled = vi.fn()
  page.mida.identify({ id: 'user_1' }).then(onSettled, onSettled)
  await page.settled()

  expect(onSettled).not.toHaveBeenCalled()
  expect(emulator.visitors.get({ id: 'user_1' })).toBeUndefined()
  expect(emulator.visitors.list()).toHaveLength(1)
})
