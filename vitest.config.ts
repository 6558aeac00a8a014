// The unit tests of every package, one project each, so that one run shows them all.
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: ['packages/*', 'examples', 'packages/react/vitest.react-18.config.ts'],
    reporters: ['default'],
    // Vitest leaves one core for itself, which is half of a small machine; many files wait more than they work.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
})
