// Two workers side by side, for playwright-door.test.ts.
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: join(process.env.MEETING_PLACE ?? '.', 'results'),
  timeout: 100_000,
  workers: 2,
  fullyParallel: true,
  reporter: 'list',
})
