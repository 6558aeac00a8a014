// @ts-check
// The other end: a server that takes the kit's events and the peers' batches, misbehaves as a row says, and remembers what it has
// recorded. It is the test's own, since one server must answer all of them alike.
import { createServer } from 'node:http'

/**
 * What becomes of a request. `recorded`: its events count although the answer is bad. `sinceFirstMs`: since this event first came.
 *
 * @typedef {{ kind: 'ok' } | { kind: 'status', status: number, headers?: Record<string, string>, recorded?: boolean }
 *   | { kind: 'reset', recorded: boolean } | { kind: 'hang', ms: number, recorded: boolean } | { kind: 'drip', byteEveryMs: number }} Behaviour
 * @typedef {{ requestCount: number, number: number, sinceMs: number, sinceFirstMs: number }} Situation
 * @typedef {(situation: Situation) => Behaviour} Behave
 */

/** Starts a server; `behave` may be replaced while it runs. @param {Behave} behave */
export async function startUpstream(behave) {
  /** Event number to the ids under which it was recorded. @type {Map<number, string[]>} */
  const recorded = new Map()
  /** Events that were recorded and whose answer never arrived. @type {Set<number>} */
  const answersLost = new Set()
  /** When each event first came. @type {Map<number, number>} */
  const firstMs = new Map()
  const state = { behave, isDown: false, requestCount: 0, hangingCount: 0, startedMs: performance.now() }
  const server = createServer((request, response) => {
    if (state.isDown) return void request.socket.destroy()
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => (text += chunk))
    request.on('end', () => {
      const events = parseEvents(text)
      const behaviour = state.behave(look(events[0]?.number ?? 0))
      if (behaviour.kind === 'hang') state.hangingCount += 1
      if (isRecorded(behaviour)) record(events, response)
      answer(behaviour, response)
    })
  })
  /** @param {number} number @returns {Situation} */
  const look = (number) => {
    const nowMs = performance.now()
    state.requestCount += 1
    if (!firstMs.has(number)) firstMs.set(number, nowMs)
    return {
      ...{ requestCount: state.requestCount, number, sinceMs: nowMs - state.startedMs },
      sinceFirstMs: nowMs - (firstMs.get(number) ?? nowMs),
    }
  }
  /** @param {{ number: number, id: string }[]} events @param {import('node:http').ServerResponse} response */
  const record = (events, response) => {
    for (const { number, id } of events) recorded.set(number, [...(recorded.get(number) ?? []), id])
    // Closed before it was written: a drip ends well where it is waited for.
    response.once('close', () => {
      if (!response.writableFinished) for (const { number } of events) answersLost.add(number)
    })
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)))
  const address = server.address()
  return {
    recorded,
    answersLost,
    state,
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** @param {Behaviour} behaviour */
function isRecorded(behaviour) {
  return behaviour.kind === 'ok' || behaviour.kind === 'drip' || behaviour.recorded === true
}

const SUCCESS = JSON.stringify({ success: true, message: 'Event recorded successfully' })

/** @param {Behaviour} behaviour @param {import('node:http').ServerResponse} response */
function answer(behaviour, response) {
  const headers = { 'content-type': 'application/json' }
  switch (behaviour.kind) {
    case 'ok':
      return response.writeHead(200, headers).end(SUCCESS)
    case 'status':
      return response
        .writeHead(behaviour.status, { ...headers, ...behaviour.headers })
        .end('{"error":"fault"}')
    case 'reset':
      return response.socket?.resetAndDestroy()
    case 'hang':
      return void setTimeout(() => response.writeHead(200, headers).end(SUCCESS), behaviour.ms).unref()
    case 'drip': {
      response.writeHead(200, { ...headers, 'content-length': SUCCESS.length })
      let at = 0
      const timer = setInterval(() => {
        response.write(SUCCESS.charAt(at))
        at += 1
        if (at === SUCCESS.length) response.end()
        if (at === SUCCESS.length || response.destroyed) clearInterval(timer)
      }, behaviour.byteEveryMs)
    }
  }
}

/** The kit sends one event, posthog and segment a batch. @param {string} text @returns {{ number: number, id: string }[]} */
function parseEvents(text) {
  try {
    const body = JSON.parse(text)
    const events = Array.isArray(body.batch) ? body.batch : [body]
    return events
      .filter((/** @type {any} */ event) => typeof event.properties?.number === 'number')
      .map((/** @type {any} */ { properties }) => ({
        number: properties.number,
        id: String(properties.kit_event_id ?? properties.number),
      }))
  } catch {
    return []
  }
}
