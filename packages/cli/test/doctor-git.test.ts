// The hunt for the key in the repository: files of now, history, and what git would take next.
import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { API_KEY, makeHealthyApp, startMida } from './healthy-app.ts'
import { commitAll, writeFiles } from './make-app.ts'
import { diagnose } from './run-command.ts'

describe('the repository', () => {
  it('that tracks a file with the key, in any spelling, is a problem', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url)
    await writeFiles(folder, { 'scripts/send.sh': `curl -H "x: ${Buffer.from(API_KEY).toString('base64')}"` })
    commitAll(folder)

    const { findings, text } = await diagnose(['--only', 'git'], { cwd: folder })

    expect(findings[0]).toMatchObject({ status: 'problem', details: ['scripts/send.sh'] })
    expect(text).not.toContain(API_KEY)
  })

  it('that held the key once is a problem', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url)
    await writeFiles(folder, { 'old.txt': `key ${API_KEY}` })
    commitAll(folder)
    await rm(join(folder, 'old.txt'))
    commitAll(folder)

    const { findings } = await diagnose(['--only', 'git'], { cwd: folder })

    expect(findings[0]?.message).toContain('history')
  })

  it('that does not ignore .env.local is warned of', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url)
    await writeFiles(folder, { '.gitignore': 'node_modules\n' })

    const { findings } = await diagnose(['--only', 'git'], { cwd: folder })

    expect(findings[0]).toMatchObject({ status: 'warning', fix: 'Add a line to .gitignore: .env*.local' })
  })

  it('never sees the key in the arguments of a process', async () => {
    const { url } = await startMida()
    const folder = await makeHealthyApp(url)
    const log = join(folder, 'git-arguments.txt')
    const git = spawnSync('sh', ['-c', 'command -v git']).stdout.toString().trim()
    await writeFiles(folder, {
      'bin/git': `#!/bin/sh\necho "$@" >> '${log}'\nexec ${git} "$@"\n`,
    })
    spawnSync('chmod', ['+x', join(folder, 'bin/git')])

    await diagnose(['--only', 'git'], {
      cwd: folder,
      env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    })

    const { stdout } = spawnSync('cat', [log])
    expect(stdout.toString()).toContain('grep')
    expect(stdout.toString()).not.toContain(API_KEY)
  })
})
