// How the unit tests of @mida-kit/cli run: the command is built once, and each test starts it as a process.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'cli',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-command.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
