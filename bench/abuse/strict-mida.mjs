// A Mida that looks at each request as a customs officer would: anything but the one valid shape is a violation.
import { createServer } from 'node:http'
import { SUCCESS } from '../lib/upstream.mjs'
import { KEYS } from '../suts/event.mjs'

const PATH = `/v2/project/${KEYS.projectKey}/event`
const HEADERS = ['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host']

/** @returns {Promise<{ apiUrl: string, seen: { count: number, violations: string[] }, stop: () => void }>} */
export async function startStrictMida() {
  const seen = { count: 0, violations: [] }
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    seen.count += 1
    const violation = findViolation(request, Buffer.concat(chunks).toString())
    if (violation) seen.violations.push(violation)
    response.writeHead(200, { 'content-type': 'application/json' }).end(SUCCESS)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  return { apiUrl: `http://127.0.0.1:${server.address().port}/v2`, seen, stop: () => server.close() }
}

/** What is wrong with a request; null where nothing is. */
function findViolation({ method, url, headers }, text) {
  if (method !== 'POST' || url !== PATH) return `${method} ${url}`
  const added = Object.keys(headers).filter((name) => !HEADERS.includes(name))
  if (added.length > 0) return `headers ${added}`
  if (headers.authorization !== `Bearer ${KEYS.apiKey}`) return 'authorization'
  try {
    return isValid(JSON.parse(text)) ? null : text.slice(0, 300)
  } catch {
    return `no JSON: ${text.slice(0, 300)}`
  }
}

function isValid({ event_name, mida_uuid, properties, ...rest }) {
  const isNamed = event_name === 'form_submitted' || event_name === 'signed_up'
  const isVisitor = typeof mida_uuid === 'string' && /^[\w.-]{1,128}$/.test(mida_uuid)
  return isNamed && isVisitor && properties?.sent_from === 'browser' && Object.keys(rest).length === 0
}
