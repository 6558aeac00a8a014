// The way to Mida on Node: undici's Pool, one request a connection at a time (a pipelined reset would leave many in doubt).
import { Pool } from 'undici'
import { Deadlines } from './deadlines.ts'
import { Exchange } from './exchange.ts'
import { stripAddedHeaders } from './strip-headers.ts'
import type { Transport, TransportOptions, UpstreamOutcome, UpstreamRequest } from './transport.ts'

/** The Authorization headers of our own requests, by which they are told from the app's. */
const ownAuthorizations = new Set<string>()

/** From now on, nothing that instrumentation adds leaves with requests that carry this Authorization header. */
export function keepOwnHeaders(authorization: string): void {
  ownAuthorizations.add(authorization)
  stripAddedHeaders(ownAuthorizations, ['authorization', 'content-type', 'accept'])
}

/** A transport over keep-alive connections, a pool for each origin. Follows no redirect. */
export function createTransport(options: TransportOptions): Transport {
  const pools = new Map<string, Pool>()
  const deadlines = new Deadlines(options.answerTimeoutMs)
  const poolOf = (origin: string): Pool => {
    const known = pools.get(origin)
    if (known) return known
    const pool = openPool(origin, options)
    pools.set(origin, pool)
    return pool
  }
  return {
    send: (request) => send(poolOf(request.origin), request, deadlines),
    close: async () => {
      // What is still under way was told as in doubt: nobody waits for it.
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      pools.clear()
    },
  }
}

function openPool(origin: string, options: TransportOptions): Pool {
  return new Pool(origin, {
    connections: options.connections,
    pipelining: 1,
    connect: { timeout: options.connectTimeoutMs },
    // Its time-outs count from byte to byte, so a dripping answer would outlive them: `Deadlines` bounds the whole.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

function send(pool: Pool, request: UpstreamRequest, deadlines: Deadlines): Promise<UpstreamOutcome> {
  return new Promise((resolve) => {
    const { method, path, headers, body, maxAnswerBytes } = request
    const exchange = new Exchange({ deadlines, maxAnswerBytes, settle: resolve })
    pool.dispatch({ method, path, headers, body }, exchange)
  })
}
