// How the browser flows run: three files at a time, each worker with a shop and a Mida of its own; no retry, no sleep.
import { defineConfig } from '@playwright/test'

const { CHROMIUM_PATH, PLAYWRIGHT_JSON_OUTPUT_NAME } = process.env

// Somebody who has said yes to the shop's banner: flows of consent begin with nothing.
const consented = ['127.0.0.1', 'shop.test'].map((domain) => ({
  name: 'shop_consent',
  value: 'granted',
  path: '/',
  domain,
  expires: -1,
  httpOnly: false,
  secure: false,
  sameSite: 'Lax' as const,
}))

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // A flow waits half of its time.
  workers: 3,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    launchOptions: CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {},
    actionTimeout: 20_000,
    trace: 'retain-on-failure',
    storageState: { cookies: consented, origins: [] },
  },
})
