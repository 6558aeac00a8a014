// What only a programmer can get wrong: the codes, the messages and the error that carries them.

/** Every set-up error with what to do about it. Each has a page in docs/errors. */
export const SETUP_ERRORS = {
  'MIDA-101': 'The event catalogue has an entry that cannot be used.',
  'MIDA-201':
    'A Mida hook was used outside <MidaProvider>, so it does nothing. Wrap your root layout in the provider.',
  'MIDA-202': 'One mida_uuid has met two users: Mida sees one visitor where two people logged in.',
  'MIDA-211': 'Two Mida scripts are on one page. Remove the tag that is not MidaScript.',
  'MIDA-212': 'The `cdn` of MidaScript cannot be used. Name a host, without a scheme and a slash at the end.',
  'MIDA-213': 'MidaScript was rendered by a server that was built for browsers.',
  'MIDA-301':
    'MIDA_API_KEY is missing. Generate a key in the Mida dashboard and set it in the server environment.',
  'MIDA-302': 'The project key is missing. Set NEXT_PUBLIC_MIDA_PROJECT_KEY or MIDA_PROJECT_KEY.',
  'MIDA-303':
    'The API key is exposed to browsers. Generate a new key and keep it out of every NEXT_PUBLIC_ variable.',
  'MIDA-304': 'MIDA_REGION is not a region of Mida. Use "us" or "eu".',
  'MIDA-305': 'The address of the Mida API cannot be used.',
  'MIDA-306': 'MIDA_MODE is not a mode. Use "live", "log" or "off".',
  'MIDA-307': 'A key cannot be used as it is written.',
  'MIDA-308': 'An option of createMida cannot be used.',
  'MIDA-310':
    'track was called while a server component rendered. Track in a server action, a route handler or after().',
  'MIDA-311':
    '@mida-kit/server was imported by code that runs in a browser. Import it in server code alone; in components use @mida-kit/react.',
  'MIDA-321':
    'The secret of hashIds is missing or too short. Use at least 16 characters that nobody can guess.',
  'MIDA-401': 'The directory of the outbox file is missing. Make it, or mount its volume.',
  'MIDA-402': 'The outbox file cannot be opened for writing.',
  'MIDA-403': 'The outbox file is damaged, or is not a SQLite database. It was left as it is.',
  'MIDA-404': 'The outbox file was written by a newer version of the kit. It was left as it is.',
  'MIDA-405': 'Node has no SQLite of its own before version 22.13: install the package libsql.',
  'MIDA-406': 'Another process holds the outbox file locked.',
  'MIDA-407': 'The connection that was handed to the outbox is to another file.',
  'MIDA-408': 'The outbox cannot use its PostgreSQL database.',
  'MIDA-409': 'The outbox in PostgreSQL is newer than this kit.',
  'MIDA-410': 'Install the packages pg and pg-boss.',
  'MIDA-411': 'There is no outbox at this path.',
} as const

/** The code of a set-up error; each has a page in `docs/errors`. */
export type SetupErrorCode = keyof typeof SETUP_ERRORS

/** The text of a set-up error: the code, what to do, what was found, and where to read more. */
export function setupMessage(code: SetupErrorCode, detail?: string): string {
  const found = detail === undefined ? '' : ` ${detail}`
  return `[${code}] ${SETUP_ERRORS[code]}${found} See docs/errors/${code}.md in the Mida kit's repository.`
}

/**
 * A programmer's mistake, thrown at set-up and never by `track`.
 *
 * `code` names the page in `docs/errors`; the message says what to do.
 */
export class MidaSetupError extends Error {
  readonly code: SetupErrorCode

  constructor(code: SetupErrorCode, detail?: string) {
    super(setupMessage(code, detail))
    this.name = 'MidaSetupError'
    this.code = code
  }
}
