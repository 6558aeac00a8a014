// How a secret may be written in a file: as it is, escaped for JSON, HTML or a URL, in base64 or in hex.

/** A shorter text is no key, and would be found everywhere. */
export const SHORTEST_SECRET = 8

/** Every spelling that is looked for, without doubles; none for a text that is too short to be a key. */
export function toSpellings(secret: string): string[] {
  if (secret.length < SHORTEST_SECRET) return []
  const json = JSON.stringify(secret).slice(1, -1)
  const url = encodeURIComponent(secret)
  const hex = Buffer.from(secret).toString('hex')
  const spellings = [
    secret,
    json,
    JSON.stringify(json).slice(1, -1), // A string within a string: what React writes for server components.
    json.replaceAll('/', '\\/'),
    ...toEscapedSpellings(json),
    escapeAsHtml(secret),
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURIComponent(url),
    hex,
    hex.toUpperCase(),
    ...toBase64Spellings(secret),
  ]
  return [...new Set(spellings)].filter((spelling) => spelling.length >= SHORTEST_SECRET)
}

/** The part of the base64 text that is the same whatever stands before and after, at each of the three offsets. */
function toBase64Spellings(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
    const fromBit = offset * 8
    const start = Math.ceil(fromBit / 6)
    const end = Math.floor((bytes.length * 8) / 6)
    const base64 = bytes.toString('base64').slice(start, end)
    return [base64, base64.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** What serializers escape so that a text can stand in a page: each of them another set of characters. */
const ESCAPED_SETS = [/[<]/g, /[<>&]/g, /[<>&']/g, /[<>&/]/g, /[<>&'/]/g, /[<>&/=+'`]/g]

function toEscapedSpellings(json: string): string[] {
  return ESCAPED_SETS.flatMap((set) => {
    const write = (prefix: string, length: number): string =>
      json.replaceAll(set, (character) => `${prefix}${toHex(character, length)}`)
    const lower = [write('\\u', 4), write('\\x', 2)]
    const upper = lower.map((text) =>
      text.replaceAll(/\\[ux][0-9a-f]+/g, (code) => `${code.slice(0, 2)}${code.slice(2).toUpperCase()}`),
    )
    // Within another string every backslash is doubled.
    return [...lower, ...upper].flatMap((text) => [text, text.replaceAll('\\', '\\\\')])
  })
}

function toHex(character: string, length: number): string {
  return character.charCodeAt(0).toString(16).padStart(length, '0')
}

function escapeAsHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  }
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
