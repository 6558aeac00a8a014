// The lab: one page for each awkward case, with what makes it awkward. Plain values.

export type Scene = {
  readonly slug: string
  readonly title: string
  /** What is wrong on this page. */
  readonly trouble: string
  /** What the kit does about it. */
  readonly expect: string
  /** What Mida's script does here: parameters that a local Mida understands. */
  readonly script?: Readonly<Record<string, string>>
  /** Another endpoint than the shop's own. */
  readonly endpoint?: string
}

export const SCENES = [
  {
    slug: 'blocked-script',
    title: 'The script is blocked',
    trouble: 'Mida’s script cannot be loaded, as with an ad blocker.',
    expect: 'There is no uuid. A visitor’s event says so at once; a logged-in user’s is recorded by id.',
    script: { fault: 'missing' },
  },
  {
    slug: 'late-script',
    title: 'The script is late',
    trouble: 'Mida’s script takes three seconds to come.',
    expect: 'An event that is tracked before waits for the uuid, then goes.',
    script: { delay_ms: '3000' },
  },
  {
    slug: 'broken-script',
    title: 'The script throws',
    trouble: 'Mida’s script throws before it is there.',
    expect: 'After ten seconds the uuid is given up, and every event settles.',
    script: { fault: 'throw' },
  },
  {
    slug: 'old-script',
    title: 'An older script',
    trouble: 'Mida’s script of 2024: its uuid is no function, and its queue is read once.',
    expect: 'The uuid is found all the same.',
    script: { generation: '2024' },
  },
  {
    slug: 'hanging-identify',
    title: 'Identify never answers',
    trouble: 'Mida’s script never answers `identify`.',
    expect: 'Log in first: an event waits five seconds for it, then goes by your id.',
    script: { fault: 'identify_hangs' },
  },
  {
    slug: 'consent-required',
    title: 'Mida asks for consent itself',
    trouble: 'Mida’s own consent management is on.',
    expect: 'Before your yes there is no cookie and no visitor; afterwards both come at once.',
    script: { consent: 'required' },
  },
  {
    slug: 'slow-endpoint',
    title: 'The shop is slow',
    trouble: 'The kit’s endpoint takes two seconds for each answer.',
    expect: 'Nothing on the page waits for it. The event arrives once.',
    endpoint: '/api/lab/slow',
  },
  {
    slug: 'failing-endpoint',
    title: 'The shop fails',
    trouble: 'The kit’s endpoint takes the events, and answers every other request with 503.',
    expect: 'The event is sent again under the same id, and recorded once.',
    endpoint: '/api/lab/failing',
  },
  {
    slug: 'offline',
    title: 'No network',
    trouble: 'Turn your network off, track, and turn it on again.',
    expect: 'The event is kept for the next page, or until the network is back.',
  },
  {
    slug: 'two-tabs',
    title: 'Two tabs',
    trouble: 'Open this page in a second tab, then log in or out in one of them.',
    expect: 'The other tab follows when it comes to the front.',
  },
  {
    slug: 'hidden-route',
    title: 'A hidden part',
    trouble: 'A part of the page is hidden and shown by Activity: its effects run again each time.',
    expect: 'What counts once for each key counts once.',
  },
  {
    slug: 'prerender',
    title: 'A page that was prerendered',
    trouble: 'The browser may load the next page before you ask for it.',
    expect: 'It counts nothing until you see it.',
  },
] as const satisfies readonly Scene[]

export type SceneSlug = (typeof SCENES)[number]['slug']

export function findScene(slug: string): (Scene & { readonly slug: SceneSlug }) | undefined {
  return SCENES.find((scene) => scene.slug === slug)
}

/** The script's address with what it does in a scene. */
export function toSceneScript(scriptUrl: string | undefined, { script = {} }: Scene): string | undefined {
  if (!scriptUrl || Object.keys(script).length === 0) return scriptUrl
  const url = new URL(scriptUrl)
  for (const [name, value] of Object.entries(script)) url.searchParams.set(name, value)
  return url.href
}
