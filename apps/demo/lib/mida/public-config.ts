// What the pages say about Mida: public values, which Next puts in place when it builds a static page.

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']

type PublicConfig = {
  readonly projectKey: string | undefined
  readonly region: 'us' | 'eu'
  readonly scriptUrl: string | undefined
}

export const PUBLIC_CONFIG: PublicConfig = {
  projectKey: process.env.NEXT_PUBLIC_MIDA_PROJECT_KEY || undefined,
  region: process.env.MIDA_REGION === 'eu' ? 'eu' : 'us',
  scriptUrl: process.env.NEXT_PUBLIC_MIDA_SCRIPT_URL || undefined,
}

/** The origin of the script where it is this machine's own: a local Mida has a page there. Else null. */
export function findLocalMida({ scriptUrl }: PublicConfig = PUBLIC_CONFIG): string | null {
  if (!scriptUrl || !URL.canParse(scriptUrl)) return null
  const { origin, hostname } = new URL(scriptUrl)
  return LOOPBACK_HOSTS.includes(hostname) ? origin : null
}
