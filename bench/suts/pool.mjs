// The yardstick: a bare undici Pool that sends one ready-made body over and over and drops the answer.
import { Pool } from 'undici'
import { KEYS, WIRE_BODY } from './event.mjs'

const PATH = `/v2/project/${KEYS.projectKey}/event`
const HEADERS = {
  authorization: `Bearer ${KEYS.apiKey}`,
  'content-type': 'application/json',
  accept: 'application/json',
}

/** @param {import('./sut.d.ts').SutOptions} options @returns {import('./sut.d.ts').Sut} */
export function open({ origin, connections, onEnd }) {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const send = async () => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: PATH,
      headers: HEADERS,
      body: WIRE_BODY,
    })
    await body.dump()
    return statusCode === 200
  }
  return { window: connections, track: () => void send().then(onEnd, () => onEnd(false)) }
}
