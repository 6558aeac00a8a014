// A random request to the endpoint: mostly of the protocol's shape, wrong in one place or in all. The same seed, the same requests.

/** A small generator of chance (mulberry32). @param {number} seed @returns {() => number} */
export function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const TEXTS = [
  '',
  'newsletter',
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  'a\r\nset-cookie: x=1',
  '\u0000',
  '\ud800',
  '\u2028',
  '../../etc/passwd',
  '%00%0d%0a',
  "'; DROP TABLE users--",
  '{{7*7}}',
  'null',
  'NaN',
  '😀'.repeat(300),
  'x'.repeat(2_000),
]

/** Gives random requests, one a call. @param {() => number} random */
export function createGenerator(random) {
  const dice = createDice(random)
  const { pick, chance, word } = dice
  const body = createBody(dice)
  const headers = createHeaders(dice)
  return () => {
    const method = chance(0.95) ? 'POST' : pick(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'])
    const query = `?${encodeURIComponent(word())}=${pick(['health', 'ann', '%00'])}`
    const hasBody = method !== 'GET' && method !== 'HEAD'
    return {
      method,
      path: chance(0.9) ? '/api/m' : `/api/m${query}`,
      headers: headers(),
      ...(hasBody ? { body: body() } : {}),
    }
  }
}

/** @param {() => number} random */
function createDice(random) {
  const pick = (list) => list[Math.floor(random() * list.length)]
  const chance = (share) => random() < share
  const word = () => Math.floor(random() * 1e12).toString(36)
  /** One of these functions' results, or nothing of it. */
  const sometimes = (share, make) => (chance(share) ? make() : {})

  const key = () => (chance(0.5) ? word() : pick(TEXTS))
  const makers = [
    () => pick([null, true, false]),
    () => pick([0, -0, 1e308, 0.1, -1, 9_007_199_254_740_992]),
    key,
    key,
    key,
    (depth) => Array.from({ length: Math.floor(random() * 4) }, () => anything(depth)),
    (depth) => toObject(Array.from({ length: Math.floor(random() * 4) }, () => [key(), anything(depth)])),
  ]
  const anything = (depth = 0) => pick(depth > 8 ? makers.slice(0, 5) : makers)(depth + 1)
  const or = (good) => (chance(0.93) ? good : anything())
  return { random, pick, chance, word, sometimes, anything, or }
}

/** With own keys alone, even `__proto__`. @param {readonly [string, unknown][]} entries */
function toObject(entries) {
  const object = {}
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

function createBody({ random, pick, chance, word, sometimes, anything, or }) {
  const event = () => ({
    kit_event_id: or(`abuse-${word()}${word()}`),
    event_name: or(pick(['form_submitted', 'form_submitted', 'signed_up', 'plan_upgraded'])),
    properties: or({ form: or(word()), ...sometimes(0.1, () => ({ extra: anything() })) }),
    mida_uuid: or(chance(0.5) ? 'known' : word()),
    as: or(pick([null, undefined, 'ann'])),
    occurred_at: or(new Date().toISOString()),
    ...sometimes(0.1, () => ({ consent: or(pick(['granted', 'denied'])) })),
    ...sometimes(0.05, () => ({ id: anything() })),
    ...sometimes(0.1, () => ({ url_origin: or('https://shop.example'), url_path: or('/pricing') })),
  })
  const events = () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => or(event()))
  const body = () => ({
    ...sometimes(0.95, () => ({ events: or(events()) })),
    ...sometimes(0.1, () => ({ visitor: or({ mida_uuid: or(word()), as: or(null) }) })),
    ...sometimes(0.02, () => ({ forget: or(true) })),
  })
  return () => {
    const text = JSON.stringify(body())
    if (chance(0.1)) return damage(text, random)
    if (chance(0.02)) return '['.repeat(Math.floor(random() * 60_000))
    return chance(0.01) ? 'x'.repeat(70_000) : text
  }
}

/** Changes a byte here and there. @param {string} text @param {() => number} random */
function damage(text, random) {
  const bytes = Buffer.from(text)
  for (let count = 0; count < 3; count += 1) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  }
  return bytes
}

const TYPES = ['text/plain', 'application/json; charset=utf-16', '', '*/*']
const COOKIES = ['known', '%E0%A4%A', '"x"', 'a~b', '']
const ORIGINS = ['https://shop.example', 'null', 'http://127.0.0.1', 'x']

function createHeaders({ pick, chance, word, sometimes }) {
  return () => ({
    'content-type': chance(0.97) ? 'application/json' : pick(TYPES),
    ...sometimes(0.97, () => ({
      'sec-fetch-site': chance(0.97) ? 'same-origin' : pick(['cross-site', 'none', 'x']),
    })),
    ...sometimes(0.2, () => ({ cookie: `__Host-mida_visitor=${pick(COOKIES)}; mida_visitor=${word()}` })),
    ...sometimes(0.1, () => ({ origin: pick(ORIGINS) })),
    ...sometimes(0.1, () => ({ 'x-forwarded-for': pick(['127.0.0.1', '::1, 10.0.0.1', 'x']) })),
    ...sometimes(0.1, () => ({ 'x-forwarded-proto': pick(['https', 'x']) })),
    ...sometimes(0.05, () => ({ 'content-encoding': pick(['gzip', 'br']) })),
    ...sometimes(0.05, () => ({ 'x-forwarded-host': pick(['evil.example', 'a, b']) })),
  })
}
