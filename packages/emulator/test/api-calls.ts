// Calls to the API as a backend writes them, over the emulator's fetch.
import type { Emulator, FaultEffect } from '../src/index.ts'

export const API_BASE = 'https://api-us.mida.so/v2'
export const EVENT_PATH = '/v2/project/demo-project/event'
export const EVENT_URL: string = `${API_BASE}/project/demo-project/event`
export const AUTHORIZED = { authorization: 'Bearer demo-api-key' }

export type Reply = { status: number; body: unknown; headers: Headers }

/** Posts a Create Event call; a text is sent as it is. */
export function postEvent(emulator: Emulator, body: unknown, init: RequestInit = {}): Promise<Reply> {
  return send(emulator, EVENT_URL, { method: 'POST', headers: AUTHORIZED, body: toBody(body), ...init })
}

export async function send(emulator: Emulator, url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await emulator.fetch(url, init)
  return { status: response.status, headers: response.headers, body: await response.json() }
}

/** A call that is right in every field, for the visitor with the id `user_1`. */
export function validCall(): RequestInit {
  return {
    method: 'POST',
    headers: AUTHORIZED,
    body: JSON.stringify({ event_name: 'signed_up', id: 'user_1' }),
  }
}

/** Adds a fault, and resolves when a call meets it. */
export function failOnArrival(emulator: Emulator, effect: FaultEffect): Promise<void> {
  return new Promise((resolve) => {
    const match = () => {
      resolve()
      return true
    }
    emulator.fail({ ...effect, match })
  })
}

function toBody(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
