// `init` and the variables: what it adds to .env files and .gitignore, and what it leaves.
import { expect, it } from 'vitest'
import { commitAll, makeFolder, readAll, toFreshApp } from './make-app.ts'
import { runCommand } from './run-command.ts'

const APP = { router: 'app', isTyped: true, hasSrc: false } as const

it('adds what is missing to the .env files, and leaves every value that is set', async () => {
  const folder = await makeFolder({
    ...toFreshApp(APP),
    '.env': 'MIDA_REGION=eu\n',
    '.env.local': 'MIDA_API_KEY=mine-alone',
  })

  const { stdout } = await runCommand(['init', '--no-install', '--project-key', 'pk'], { cwd: folder })

  const files = await readAll(folder)
  expect(files['.env.local']).toMatch(/^MIDA_API_KEY=mine-alone\n\n# .*\nNEXT_PUBLIC_MIDA_PROJECT_KEY=pk\n$/)
  expect(files['.env.example']).toContain('MIDA_API_KEY=\n')
  expect(stdout).not.toContain('mine-alone')
})

it('tells that git ignores the template', async () => {
  const folder = await makeFolder(toFreshApp(APP))
  commitAll(folder)

  const { stdout } = await runCommand(['init', '--no-install'], { cwd: folder })

  expect(stdout).toContain('add a line !.env.example to .gitignore')
})

it('fills in the local Mida where that is asked for', async () => {
  const folder = await makeFolder(toFreshApp(APP))

  await runCommand(['init', '--no-install', '--emulator'], { cwd: folder })

  const files = await readAll(folder)
  expect(files['.env.local']).toContain('MIDA_API_URL=http://127.0.0.1:4800/v2\n')
  expect(files['.env.local']).toContain('MIDA_API_KEY=demo-api-key\n')
  expect(files['.env.example']).not.toContain('demo-api-key')
})

it('has git ignore .env.local where it does not', async () => {
  const folder = await makeFolder({ ...toFreshApp(APP), '.gitignore': 'node_modules' })
  commitAll(folder)

  await runCommand(['init', '--no-install'], { cwd: folder })

  expect((await readAll(folder))['.gitignore']).toBe('node_modules\n\n# Keys of this machine\n.env*.local\n')
})
