// Which address a request came from, as the platform says it: never what the client can write itself.
import { MidaSetupError } from '@mida-kit/contract'

/**
 * Where the address of a client is read.
 *
 * A platform's name takes the header that this platform writes and no client can. `hops` counts the proxies of your own
 * in front of the app: 1 takes the last entry of `X-Forwarded-For`, 2 the one before it; 0 takes the connection's own
 * address, which `@mida-kit/server/node` knows and others pass as `address`. `header` names a header that your proxy
 * always overwrites.
 */
export type ClientAddressSource =
  | 'vercel'
  | 'cloudflare'
  | 'fly'
  | 'netlify'
  | { readonly hops: number }
  | { readonly header: string }

/** Reads the address of a request, as a key for a bucket; null where it is not known. */
export type ReadAddress = (headers: Headers, connectionAddress: string | undefined) => string | null

const PLATFORM_HEADERS = {
  vercel: 'x-vercel-forwarded-for',
  cloudflare: 'cf-connecting-ip',
  fly: 'fly-client-ip',
  netlify: 'x-nf-client-connection-ip',
} as const

const MAX_HOPS = 20

/** @throws MidaSetupError MIDA-308 for a platform, a header or a count that cannot be. */
export function createAddressReader(source: ClientAddressSource | undefined): ReadAddress {
  if (source === undefined) return () => null
  if (typeof source === 'string') return readHeader(toPlatformHeader(source))
  if ('header' in source) return readHeader(checkHeaderName(source.header))
  const { hops } = source
  if (!Number.isInteger(hops) || hops < 0 || hops > MAX_HOPS) {
    throw new MidaSetupError(
      'MIDA-308',
      `rateLimit.address.hops must be a whole number from 0 to ${MAX_HOPS}.`,
    )
  }
  if (hops === 0) return (_headers, connectionAddress) => toBucketAddress(connectionAddress ?? '')
  return (headers) => toBucketAddress(entries(headers, 'x-forwarded-for').at(-hops) ?? '')
}

/**
 * An address as the key of a bucket: without its port, an IPv4 inside an IPv6 as IPv4, and an IPv6 by its first 64
 * bits, since one household has all of those. Null for what is no address.
 */
export function toBucketAddress(text: string): string | null {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const address = bare.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
  if (IPV4.test(address)) return address
  if (!/^[\da-f:.]{2,45}$/i.test(address) || !URL.canParse(`http://[${address}]`)) return null
  const { hostname } = new URL(`http://[${address}]`)
  return toNetwork(hostname.slice(1, -1))
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/

/** The first four groups of an IPv6 address that is written as URLs write it. */
function toNetwork(address: string): string {
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - groups.length - last.length).fill('0')
  return `${[...groups, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}

function readHeader(name: string): ReadAddress {
  return (headers) => toBucketAddress(entries(headers, name).at(-1) ?? '')
}

function entries(headers: Headers, name: string): string[] {
  return (headers.get(name) ?? '').split(',').map((entry) => entry.trim())
}

function toPlatformHeader(platform: string): string {
  for (const [name, header] of Object.entries(PLATFORM_HEADERS)) if (name === platform) return header
  throw new MidaSetupError('MIDA-308', 'rateLimit.address is not a platform that is known.')
}

function checkHeaderName(name: string): string {
  if (/^[a-z0-9-]{1,64}$/i.test(name)) return name
  throw new MidaSetupError('MIDA-308', 'rateLimit.address.header is not the name of a header.')
}
