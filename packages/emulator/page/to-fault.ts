// What the form says, as the fault that is sent.

export const TARGETS: readonly (readonly [string, string])[] = [
  ['create_event', 'Create Event'],
  ['list_events', 'the list of events'],
  ['script', 'the script'],
  ['visit', 'the script’s first request'],
  ['identify', 'identify'],
  ['track', 'the script’s track'],
  ['new_visitor', 'new visitors (unknown to the API)'],
]

export const KINDS: readonly (readonly [string, string])[] = [
  ['status', 'a status'],
  ['delay', 'late'],
  ['reset before', 'reset before the body is read'],
  ['reset after', 'reset after the work is done'],
  ['hang', 'no answer, ever'],
  ['malformed', 'an answer that cannot be read'],
  ['truncated', 'an answer that is cut'],
  ['throw', 'the script throws'],
]

export function toFault(form: FormData): Readonly<Record<string, unknown>> {
  const text = (name: string): string => String(form.get(name) ?? '').trim()
  return { on: text('on'), ...toEffect(text), ...toScope(text) }
}

type ReadText = (name: string) => string

function toEffect(text: ReadText): Readonly<Record<string, unknown>> {
  const kind = text('kind')
  if (kind === 'delay') return { kind, ms: toNumber(text('ms')) }
  if (kind.startsWith('reset')) return { kind: 'reset', when: kind.split(' ')[1] }
  if (kind !== 'status') return { kind }
  const retryAfter = text('retryAfter')
  return {
    status: toNumber(text('status')),
    ...(retryAfter !== '' && { headers: { 'retry-after': retryAfter } }),
  }
}

function toScope(text: ReadText): Readonly<Record<string, unknown>> {
  switch (text('scope')) {
    case 'forSeconds':
      return { forMs: toNumber(text('forSeconds')) * 1_000 }
    case 'percent':
      return { rate: toNumber(text('percent')) / 100 }
    case 'always':
      return { times: 'Infinity' }
    default:
      return { times: toNumber(text('times')) }
  }
}

/** An empty text is no number: JSON has null for it, which the emulator refuses by name. */
function toNumber(text: string): number {
  return text === '' ? Number.NaN : Number(text)
}
