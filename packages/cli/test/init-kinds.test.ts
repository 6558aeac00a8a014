// `init` in a fresh app of every kind.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { installInto, KINDS, makeFolder, readAll, toFreshApp, toName } from './make-app.ts'
import { PUBLISHED } from './places.ts'
import { runCommand } from './run-command.ts'

const run = promisify(execFile)

describe.each(KINDS)('a fresh app: $router, typed $isTyped, src $hasSrc', (kind) => {
  const root = kind.hasSrc ? 'src/' : ''
  const extension = kind.isTyped ? 'ts' : 'js'
  const route = kind.router === 'app' ? 'app/api/m/route' : 'pages/api/m'

  it('gets the catalogue, the server client and the route', async () => {
    const folder = await makeFolder(toFreshApp(kind))

    const { status, stdout } = await runCommand(['init', '--no-install'], { cwd: folder })

    expect(stdout).toContain(toName(kind).split(', ').slice(0, 2).join(', '))
    expect(status).toBe(0)
    const files = await readAll(folder)
    expect(files[`${root}lib/mida/events.${extension}`]).toContain('export const events = defineEvents({')
    expect(files[`${root}lib/mida/server.${extension}`]).toContain("import { events } from './events'")
    expect(files[`${root}${route}.${extension}`]).toContain("import { mida } from '@/lib/mida/server'")
  })

  it('is left as it is by a second run', async () => {
    const folder = await makeFolder(toFreshApp(kind))
    await runCommand(['init', '--no-install'], { cwd: folder })
    const after = await readAll(folder)

    const { status, stdout } = await runCommand(['init', '--no-install'], { cwd: folder })

    expect(status).toBe(0)
    expect(stdout).not.toMatch(/^[+~!] /m)
    expect(await readAll(folder)).toEqual(after)
  })
})

it.each(KINDS.filter(({ isTyped }) => isTyped))(
  'leaves no type error in a fresh app ($router, src $hasSrc)',
  async (kind) => {
    const root = kind.hasSrc ? 'src/' : ''
    const folder = await makeFolder({
      ...toFreshApp(kind),
      'next-env.d.ts': '/// <reference types="next" />\n/// <reference types="next/image-types/global" />\n',
      // What the next steps say to write, and what must not compile.
      [`${root}lib/button.tsx`]: `'use client'
import { useMida } from '@mida-kit/react'

export function Button() {
  const { track } = useMida()
  // @ts-expect-error plan_upgraded is a server event
  void track('plan_upgraded', { from_plan: 'a', to_plan: 'b' })
  return <button onClick={() => void track('form_submitted', { form: 'newsletter' })}>Go</button>
}
`,
    })
    await installInto(folder)
    await runCommand(['init', '--no-install'], { cwd: folder })

    const tsc = join(PUBLISHED, 'typescript', 'bin', 'tsc')
    const checked = await run(process.execPath, [tsc, '-p', folder]).catch((error) => error)

    expect(checked.stdout).toBe('')
  },
)
