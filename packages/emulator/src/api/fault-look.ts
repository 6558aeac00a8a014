// How a fault's answers look at each target: the API without CORS, what the browser loads with it.
import { OPEN_TO_ALL } from '../browser/open-to-all.ts'
import { type Answer, jsonAnswer } from '../http/exchange.ts'
import { SUCCESS } from './create-event.ts'
import type { FaultLook } from './enact-fault.ts'
import type { FaultTarget } from './fault.ts'

const HALF_JSON = '{"success":tru'
const SCRIPT: Answer = {
  status: 200,
  headers: { ...OPEN_TO_ALL, 'content-type': 'text/javascript; charset=utf-8' },
  body: '',
}
const REPORT = jsonAnswer(200, { success: true }, OPEN_TO_ALL)

const API_LOOK: FaultLook = {
  worksAtOnce: true,
  headers: {},
  success: SUCCESS,
  malformed: { status: 200, headers: { 'content-type': 'application/json' }, body: HALF_JSON },
}
const SCRIPT_LOOK: FaultLook = {
  worksAtOnce: false,
  headers: OPEN_TO_ALL,
  success: SCRIPT,
  malformed: { ...SCRIPT, body: 'window.mida = {' },
}
const REPORT_LOOK: FaultLook = {
  worksAtOnce: false,
  headers: OPEN_TO_ALL,
  success: REPORT,
  malformed: { ...REPORT, body: HALF_JSON },
}

export function lookOf(target: FaultTarget): FaultLook {
  switch (target) {
    case 'create_event':
    case 'list_events':
      return API_LOOK
    case 'script':
      return SCRIPT_LOOK
    case 'visit':
    case 'identify':
    case 'track':
    case 'new_visitor':
      return REPORT_LOOK
    default:
      return target satisfies never
  }
}
