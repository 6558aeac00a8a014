// The way to Mida on Node: undici's Pool, one request a connection at a time (a pipelined reset would leave many in doubt).
import { errors, Pool } from 'undici'
import {
  MAX_ANSWER_BYTES,
  type Transport,
  type TransportOptions,
  toErrorOutcome,
  type UpstreamOutcome,
  type UpstreamRequest,
} from './transport.ts'

/** A transport over keep-alive connections to one origin at a time. Follows no redirect. */
export function createTransport(options: TransportOptions): Transport {
  const pools = new Map<string, Pool>()
  const poolOf = (origin: string): Pool => {
    const pool = pools.get(origin) ?? openPool(origin, options)
    pools.set(origin, pool)
    return pool
  }
  return {
    send: (request) => send(poolOf(request.origin), request, options),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
      pools.clear()
    },
  }
}

function openPool(origin: string, options: TransportOptions): Pool {
  return new Pool(origin, {
    connections: options.connections,
    pipelining: 1,
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: options.answerTimeoutMs,
    bodyTimeout: options.answerTimeoutMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  })
}

async function send(
  pool: Pool,
  request: UpstreamRequest,
  options: TransportOptions,
): Promise<UpstreamOutcome> {
  try {
    const { path, headers, body } = request
    const answer = await pool.request({ method: 'POST', path, headers, body })
    const retryAfter = answer.headers['retry-after']
    return {
      kind: 'answer',
      httpStatus: answer.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      body: await answer.body.text().catch(() => null),
    }
  } catch (error) {
    const isTimeout = error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError
    return isTimeout ? { kind: 'timed_out', afterMs: options.answerTimeoutMs } : toErrorOutcome(error)
  }
}
