// The Playwright door with two workers at once: a run of its own, in a process of its own.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const CLI = createRequire(import.meta.url).resolve('@playwright/test/cli')

it('gives parallel workers a Mida each: neither sees the other’s events', { timeout: 120_000 }, async () => {
  const place = await mkdtemp(join(tmpdir(), 'mida-workers-'))
  const cwd = join(import.meta.dirname, 'playwright')
  const { stdout } = await run(process.execPath, [CLI, 'test'], {
    cwd,
    env: { ...process.env, MEETING_PLACE: place },
  })

  expect(stdout).toContain('2 passed')
  const urls = await Promise.all(['jane', 'john'].map((name) => readFile(join(place, name), 'utf8')))
  expect(new Set(urls).size).toBe(2)
  await rm(place, { recursive: true })
})
