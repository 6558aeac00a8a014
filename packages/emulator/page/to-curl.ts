// A request as a command for a shell. The API key is not in it: it comes from the shell's environment.
import type { RequestView } from '../src/control/request-view.ts'

/** curl sets these by itself, or they belong to one connection. */
const LEFT_OUT = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'accept',
  'accept-encoding',
  'accept-language',
  'user-agent',
])
const KEYS = new Set(['authorization', 'x-api-key', 'api-key'])

/** For a POSIX shell in which `MIDA_API_KEY` is set. */
export function toCurl({ method, path, headers, body }: RequestView, origin: string): string {
  const kept = Object.entries(headers).filter(([name]) => !LEFT_OUT.has(name) && !name.startsWith('sec-'))
  const parts = [
    `curl --request ${method} ${quote(origin + path)}`,
    ...kept.map(
      ([name, value]) => `--header ${KEYS.has(name) ? keyHeader(name) : quote(`${name}: ${value}`)}`,
    ),
    ...(body === '' ? [] : [`--data-raw ${quote(body)}`]),
  ]
  return parts.join(' \\\n  ')
}

function keyHeader(name: string): string {
  return name === 'authorization' ? '"authorization: Bearer $MIDA_API_KEY"' : `"${name}: $MIDA_API_KEY"`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
