// @ts-check
// Asks a built app of the matrix by HTTP, and looks at the local Mida for what was recorded.

/** @typedef {import('../packages/emulator/src/index.ts').Emulator} Emulator */

const PAGE = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
const UUID = '85a35aca4df9'

/**
 * Everything that must hold of a running app; rejects with the first thing that does not.
 *
 * @param {string} url with the base path
 * @param {import('./matrix-app.mjs').Row} row
 * @param {Emulator} emulator
 */
export async function askApp(url, row, emulator) {
  const endpoint = `${url}/api/m`
  const headers = { ...PAGE, cookie: `session=ann; mida_visitor=${UUID}` }
  expect('health', (await getJson(`${endpoint}?health`)).ok, true)
  expect('session', (await getJson(endpoint, { headers })).user?.id, 'ann')
  const foreign = await fetch(endpoint, {
    method: 'POST',
    headers: { ...headers, 'sec-fetch-site': 'cross-site' },
    body: '{}',
  })
  expect('another site', foreign.status, 403)

  const event = {
    kit_event_id: crypto.randomUUID(),
    event_name: 'form_submitted',
    properties: { form: 'newsletter' },
    as: 'ann',
    occurred_at: new Date().toISOString(),
  }
  const posted = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ events: [event] }) })
  expect('an event', posted.status, 202)
  expect('recorded', (await emulator.waitForEvent({ name: 'form_submitted' })).by, 'id')

  const action = row.router === 'app' ? `${url}/upgrade` : `${url}/api/upgrade`
  expect('an action', (await fetch(action, { method: 'POST', headers })).status, 200)
  expect('recorded', (await emulator.waitForEvent({ name: 'plan_upgraded' })).by, 'id')

  const rendered = await (
    await fetch(`${url}/render`, { headers: { cookie: `mida_visitor=${UUID}` } })
  ).text()
  const words = row.router === 'app' ? `MIDA-310 for ${UUID}` : `for ${UUID}`
  expect('a page that reads the visitor', rendered.includes(words), true)
  if (row.hasProxy && row.router === 'app') await askProxy(url, emulator)
}

/** @param {string} url @param {Emulator} emulator */
async function askProxy(url, emulator) {
  const answer = await getJson(`${url}/proxied`, { headers: { cookie: 'session=ann' } })
  expect('tracked in the proxy', answer.status, 'accepted')
  expect('recorded', (await emulator.waitForEvent({ name: 'signed_up' })).by, 'id')
}

/** @param {string} url @param {RequestInit} [init] @returns {Promise<any>} */
async function getJson(url, init) {
  const answer = await fetch(url, init)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`)
  return JSON.parse(text)
}

/** @param {string} what @param {unknown} actual @param {unknown} expected */
function expect(what, actual, expected) {
  if (actual !== expected)
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`)
}
