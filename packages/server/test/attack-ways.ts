// Every way to name a visitor in a request to the endpoint, as an attacker would try it.

/** The one who is named, and does not ask. */
export const ANN = { id: 'ann', email: 'ann@shop.example' }

export type Fields = Readonly<Record<string, unknown>>

export type Attack = {
  readonly body?: Fields
  readonly event?: Fields
  /** Instead of the body as JSON. */
  readonly text?: (body: string) => string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The first event carries more, written by hand. */
const inFirstEvent = (json: string) => (body: string) => body.replace('[{', `[{${json},`)

export const WAYS: readonly (readonly [string, Attack])[] = [
  ['an id beside the events', { body: { id: 'ann' } }],
  ['an email beside the events', { body: { email: ANN.email } }],
  ['a user beside the events', { body: { user: ANN, as: 'ann', visitor_id: 'ann', session: ANN } }],
  ['an id in the visitor', { body: { visitor: { mida_uuid: 'x', id: 'ann' } } }],
  ['an email in the visitor', { body: { visitor: { mida_uuid: 'x', email: ANN.email } } }],
  ['the visitor’s tag', { body: { visitor: { mida_uuid: 'x', as: 'ann' } } }],
  ['an id in the event', { event: { id: 'ann' } }],
  ['an email in the event', { event: { email: ANN.email } }],
  ['an id of null', { event: { id: null } }],
  ['the event’s tag', { event: { as: 'ann' } }],
  ['the event’s tag as an object', { event: { as: { id: 'ann' } } }],
  [
    'a visitor in the event',
    { event: { visitor: ANN, user: ANN, identity: 'user', identifiers: [{ by: 'id', value: 'ann' }] } },
  ],
  [
    'another spelling of the key',
    { event: { Id: 'ann', ID: 'ann', 'id ': 'ann', Email: ANN.email, userId: 'ann', 'id\u0000': 'ann' } },
  ],
  ['properties', { event: { properties: { ...ANN, mida_uuid: 'ann', event_name: 'of_a_user', as: 'ann' } } }],
  [
    'the names of the kit’s own properties',
    { event: { properties: { kit_event_id: 'ann', sent_from: 'server' } } },
  ],
  ['a uuid that is her id', { event: { mida_uuid: 'ann' } }],
  ['a uuid that ends the text', { event: { mida_uuid: 'x","id":"ann' } }],
  ['a name that ends the text', { event: { event_name: 'anything","id":"ann' } }],
  ['a property’s key that ends the text', { event: { properties: { 'a":1},"id":"ann","b":{"': 1 } } }],
  ['a page that ends the text', { event: { url_path: '/","id":"ann' } }],
  ['an event’s id that ends the text', { event: { kit_event_id: '12345678","id":"ann' } }],
  ['a second tag', { text: inFirstEvent('"as":"bob","as":"ann"') }],
  ['an escaped key', { text: inFirstEvent('"\\u0069d":"ann"') }],
  ['an escaped tag', { text: inFirstEvent('"\\u0061s":"ann"') }],
  ['a prototype', { text: inFirstEvent('"__proto__":{"id":"ann"}') }],
  ['a prototype’s constructor', { text: inFirstEvent('"constructor":{"prototype":{"id":"ann"}}') }],
  [
    'the query',
    { path: '/api/m?id=ann&email=ann@shop.example&as=ann&user=ann&mida_uuid=ann&visitor[id]=ann' },
  ],
  ['the path', { path: '/api/m/ann/../ann?;id=ann' }],
  [
    'headers of proxies',
    { headers: { 'remote-user': 'ann', 'x-forwarded-user': 'ann', 'x-auth-request-email': ANN.email } },
  ],
  [
    'headers of the kit’s look',
    { headers: { 'x-mida-id': 'ann', 'x-mida-email': ANN.email, 'x-user-id': 'ann' } },
  ],
  [
    'headers of Next',
    { headers: { 'x-middleware-subrequest': 'middleware', 'next-action': 'ann', 'x-invoke-path': '/ann' } },
  ],
  ['an Authorization', { headers: { authorization: `Basic ${btoa('ann:ann')}` } }],
  ['the API key’s own header', { headers: { authorization: 'Bearer guessed', 'x-api-key': 'guessed' } }],
  ['cookies of any name', { headers: { cookie: 'id=ann; user=ann; email=ann@shop.example; session=ann' } }],
  ['the kit’s cookie', { headers: { cookie: '__Host-mida_visitor=ann; mida_visitor=ann' } }],
  ['the kit’s cookie, twice', { headers: { cookie: '__Host-mida_visitor=bob; __Host-mida_visitor=ann' } }],
  [
    'the kit’s cookie with a broken value',
    { headers: { cookie: '__Host-mida_visitor=%E0%A4%A; __Host-mida_visitor="ann"' } },
  ],
]
