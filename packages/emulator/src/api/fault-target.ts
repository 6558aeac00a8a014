// Which fault a request can meet, by its method and path.
import { type ApiRequest, pathOf } from '../http/exchange.ts'
import type { FaultTarget } from './fault.ts'

const CREATE_EVENT = /^\/v2\/project\/[^/]+\/event$/
const LIST_EVENTS = /^\/v2\/project\/[^/]+\/events$/

/** Null for what is not Mida's: the page and the control endpoints never fail. */
export function targetOf(request: ApiRequest): FaultTarget | null {
  const path = pathOf(request)
  switch (request.method) {
    case 'POST':
      if (CREATE_EVENT.test(path)) return 'create_event'
      return reportOf(path)
    case 'GET':
      if (LIST_EVENTS.test(path)) return 'list_events'
      return path === '/js/optimize.js' ? 'script' : null
    default:
      return null
  }
}

function reportOf(path: string): FaultTarget | null {
  switch (path) {
    case '/collect/visit':
      return 'visit'
    case '/collect/identify':
      return 'identify'
    case '/collect/event':
      return 'track'
    default:
      return null
  }
}
