// The strict policy of one page of the lab, and Mida's script under it.
import type { MidaScriptProps } from '@mida-kit/react'
import { cspSources } from '@mida-kit/react/csp'
import { PUBLIC_CONFIG } from '@/lib/mida/public-config'

export const NONCE_HEADER = 'x-nonce'

export const STRICT_SCRIPT = {
  projectKey: PUBLIC_CONFIG.projectKey,
  region: PUBLIC_CONFIG.region,
  src: PUBLIC_CONFIG.scriptUrl,
  antiFlicker: { timeoutMs: 1_000 },
} satisfies MidaScriptProps

export async function toStrictPolicy(nonce: string): Promise<string> {
  const { scriptSrc, styleSrc, connectSrc } = await cspSources({ ...STRICT_SCRIPT, nonce })
  // `next dev` evaluates code and writes styles into the page.
  const isDevelopment = process.env.NODE_ENV === 'development'
  return [
    `default-src 'self'`,
    `script-src 'self' 'strict-dynamic' ${isDevelopment ? `'unsafe-eval' ` : ''}${scriptSrc.join(' ')}`,
    `style-src 'self' ${isDevelopment ? `'unsafe-inline'` : styleSrc.join(' ')}`,
    `connect-src 'self' ${connectSrc.join(' ')}`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
    `base-uri 'none'`,
  ].join('; ')
}
