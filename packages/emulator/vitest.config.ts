// How the unit tests of @mida-kit/emulator run: over the page as it is now.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'emulator',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-page.ts'],
    testTimeout: 30_000,
  },
})
