// The way to Mida on Node: undici's Pool, one request a connection at a time (a pipelined reset would leave many in doubt).
import { type Dispatcher, errors, Pool } from 'undici'
import { stripAddedHeaders } from './strip-headers.ts'
import {
  MAX_ANSWER_BYTES,
  type Transport,
  type TransportOptions,
  toErrorOutcome,
  type UpstreamOutcome,
  type UpstreamRequest,
} from './transport.ts'

/** The Authorization headers of our own requests, by which they are told from the app's. */
const ownAuthorizations = new Set<string>()

/** A transport over keep-alive connections, a pool for each origin. Follows no redirect. */
export function createTransport(options: TransportOptions): Transport {
  stripAddedHeaders(ownAuthorizations, ['authorization', 'content-type', 'accept'])
  const pools = new Map<string, Pool>()
  const poolOf = (origin: string): Pool => {
    const pool = pools.get(origin) ?? openPool(origin, options)
    pools.set(origin, pool)
    return pool
  }
  return {
    send: (request) => {
      ownAuthorizations.add(request.headers.authorization ?? '')
      return send(poolOf(request.origin), request, options)
    },
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
      body: await readWithin(answer.body, options.answerTimeoutMs),
    }
  } catch (error) {
    return error instanceof errors.HeadersTimeoutError
      ? { kind: 'timed_out', afterMs: options.answerTimeoutMs }
      : toErrorOutcome(error)
  }
}

/** The body as text, or null where it breaks or drips on past the time-out: undici's own counts from chunk to chunk. */
async function readWithin(body: Dispatcher.ResponseData['body'], timeoutMs: number): Promise<string | null> {
  const timer = setTimeout(() => body.destroy(), timeoutMs)
  try {
    return await body.text()
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
