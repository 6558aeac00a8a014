// Whether a request names the emulator itself as its host. A page whose own domain was pointed at this machine (DNS
// rebinding) has an origin that looks right, and only the host gives it away.
import { isIP } from 'node:net'
import type { ApiRequest } from '../http/exchange.ts'

/** Also true for any address, which nobody can point elsewhere, and without a host: only a program sends none. */
export function isOwnHost({ headers }: ApiRequest, hostNames: ReadonlySet<string>): boolean {
  const { host } = headers
  if (host === undefined) return true

  const name = parseHostName(host)
  return name === 'localhost' || isIP(name) !== 0 || hostNames.has(name)
}

/** In lower case, without the port and the brackets of an address; empty where it is neither name nor address. */
function parseHostName(host: string): string {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d*)?$/i.exec(host) ?? []
  return (address ?? name ?? '').toLowerCase()
}
