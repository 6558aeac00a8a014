// The app's route as a test sees it: records what the client sends, and answers as it is told.
import {
  type EndpointRequest,
  parseEndpointRequest,
  type SessionAnswer,
  type WireEvent,
} from '@mida-kit/contract'

type Answer = Response | Promise<Response> | Error

export type TestEndpoint = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** The bodies that were posted, in order. */
  readonly bodies: EndpointRequest[]
  /** What `fetch` was called with for each of them. */
  readonly posts: RequestInit[]
  /** How often it was asked who is logged in. */
  readonly sessionCount: () => number
  /** The events of all bodies, in order. */
  readonly events: () => WireEvent[]
  /** Who is logged in; an Error makes the question fail, a promise holds it up. */
  user: SessionAnswer['user'] | Error | Promise<SessionAnswer['user']>
  /** Answers of the next posts; after them each event that keeps to the protocol is accepted. */
  readonly next: Answer[]
}

export function createEndpoint(user: TestEndpoint['user'] = null): TestEndpoint {
  let sessionCount = 0
  const answerPost = async (init: RequestInit): Promise<Response> => {
    const body: EndpointRequest = JSON.parse(String(init.body))
    endpoint.bodies.push(body)
    endpoint.posts.push(init)
    const answer = await endpoint.next.shift()
    if (answer instanceof Error) throw answer
    return answer ?? accept(body)
  }
  const answerSession = async (): Promise<Response> => {
    sessionCount += 1
    const answer = await endpoint.user
    if (answer instanceof Error) throw answer
    return Response.json({ user: answer })
  }
  const endpoint: TestEndpoint = {
    fetch: (_url, init) => (init.method === 'POST' ? answerPost(init) : answerSession()),
    bodies: [],
    posts: [],
    sessionCount: () => sessionCount,
    events: () => endpoint.bodies.flatMap((body) => body.events ?? []),
    user,
    next: [],
  }
  return endpoint
}

/** Reads the body as a real route does, so that a body which is against the protocol is refused here, too. */
function accept(body: EndpointRequest): Response {
  const request = parseEndpointRequest(body)
  if (!request.ok) return Response.json(request.error, { status: 400 })
  const results = request.events.map((event) =>
    event.ok ? { status: 'accepted' } : { status: 'refused', ...event.refusal },
  )
  return Response.json({ results }, { status: 202 })
}

/** A promise and what settles it. */
export function defer<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
