// An app with the quick start in it, installed and with keys: nothing for the doctor to find.
import { randomUUID } from 'node:crypto'
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { afterEach } from 'vitest'
import { commitAll, type Files, installInto, makeFolder, toFreshApp } from './make-app.ts'
import { runCommand } from './run-command.ts'

/** Another one each time: the doctor would find one that is written here, in the kit's own repository. */
export const API_KEY = `mk_live_${randomUUID()}/3+2=1&<0>`
export const PROJECT_KEY = 'shop-project'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A local Mida with the app's project, over a socket. */
export async function startMida(projectKey = PROJECT_KEY): Promise<{ emulator: Emulator; url: string }> {
  const emulator = createEmulator({ projects: [{ projectKey, apiKeys: [API_KEY] }] })
  const { url, close } = await emulator.listen()
  closers.push(close)
  return { emulator, url }
}

/** Keys for .env.local that point at a local Mida. */
export function toEnvLocal(midaUrl: string): string {
  return `NEXT_PUBLIC_MIDA_PROJECT_KEY=${PROJECT_KEY}
MIDA_API_KEY='${API_KEY}'
MIDA_API_URL=${midaUrl}/v2
NEXT_PUBLIC_MIDA_SCRIPT_URL=${midaUrl}/js/optimize.js
`
}

/** The app; `files` are put over those of a fresh one before `init`. Committed. */
export async function makeHealthyApp(midaUrl: string, files: Files = {}): Promise<string> {
  const fresh = toFreshApp({ router: 'app', isTyped: true, hasSrc: false })
  const folder = await makeFolder({ ...fresh, '.env.local': toEnvLocal(midaUrl), ...files })
  await installInto(folder)
  const { status, stderr } = await runCommand(['init', '--no-install'], { cwd: folder })
  if (status !== 0) throw new Error(`init failed: ${stderr}`)
  commitAll(folder)
  return folder
}

/** Has Mida record an event, as an app would. */
export async function record(emulator: Emulator, name: string): Promise<void> {
  const { midaUuid } = emulator.visitors.seed({ projectKey: PROJECT_KEY })
  await emulator.fetch(`https://api-us.mida.so/v2/project/${PROJECT_KEY}/event`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}` },
    body: JSON.stringify({ event_name: name, mida_uuid: midaUuid }),
  })
}
