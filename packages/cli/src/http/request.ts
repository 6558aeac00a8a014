// One bounded request: a deadline, a largest answer, no redirect followed, and a failure that is a value.

export type Answer =
  | {
      readonly reached: true
      readonly status: number
      readonly headers: Headers
      /** The first part of the body, as text. */
      readonly body: string
    }
  | { readonly reached: false; readonly because: string }

export type RequestOptions = {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** @default 30_000, since a cold `next dev` compiles the route before it answers */
  readonly deadlineMs?: number
}

const DEADLINE_MS = 30_000
const LARGEST_BODY_BYTES = 4 * 1_024 * 1_024

/** Sends one request. Never rejects. */
export async function request(
  url: string,
  { deadlineMs = DEADLINE_MS, ...options }: RequestOptions = {},
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...options,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    })
    return {
      reached: true,
      status: response.status,
      headers: response.headers,
      body: await readText(response),
    }
  } catch (error) {
    return { reached: false, because: describe(error, deadlineMs) }
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let byteCount = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    byteCount += part.value.byteLength
    text += decoder.decode(part.value, { stream: true })
    if (byteCount <= LARGEST_BODY_BYTES) continue
    await reader?.cancel()
    break
  }
  return text
}

/** The cause by its code, since `fetch failed` says nothing. */
function describe(error: unknown, deadlineMs: number): string {
  if (!(error instanceof Error)) return 'it could not be reached'
  if (error.name === 'TimeoutError') return `no answer within ${deadlineMs / 1_000} s`
  const { cause } = error
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code)
  return cause instanceof Error ? cause.message : error.message
}
