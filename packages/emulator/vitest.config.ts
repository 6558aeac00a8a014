// How the unit tests of @mida-kit/emulator run.
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'emulator', include: ['test/**/*.test.ts'] } })
