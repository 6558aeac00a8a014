// The browsers: posts one new event a request to a route for a while, over keep-alive connections, and counts the answers.
import { randomUUID } from 'node:crypto'
import { Pool } from 'undici'
import { finish, readOptions } from '../lib/child.mjs'

const { origin, path, connections, measureMs } = readOptions()
const pool = new Pool(origin, { connections, pipelining: 1 })
const headers = {
  'content-type': 'application/json',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
  origin,
  'accept-language': 'en',
  'user-agent':
    'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36',
}

let index = 0
let accepted = 0
let refused = 0
let firstRefusal = ''

async function post() {
  index += 1
  const event = {
    kit_event_id: randomUUID(),
    event_name: 'form_submitted',
    properties: { form: 'newsletter' },
    mida_uuid: `bench-visitor-${index % 5_000}`,
    as: null,
    occurred_at: new Date().toISOString(),
    url_origin: origin,
    url_path: '/pricing',
  }
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path,
    headers,
    body: JSON.stringify({ events: [event] }),
  })
  const text = await body.text()
  if (statusCode === 202 && text.includes('"accepted"')) accepted += 1
  else {
    refused += 1
    firstRefusal ||= `${statusCode} ${text.slice(0, 300)}`
  }
}

async function keepPosting(untilMs) {
  while (performance.now() < untilMs) await post()
}

const startedMs = performance.now()
await Promise.all(Array.from({ length: connections }, () => keepPosting(startedMs + measureMs)))
finish({ accepted, refused, firstRefusal, perSecond: accepted / ((performance.now() - startedMs) / 1_000) })
