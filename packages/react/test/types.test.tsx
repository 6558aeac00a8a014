// What `track` takes. The lines are judged by tsc: a line that compiles and must not is an error of the type check.
import { expect, it } from 'vitest'
import { MidaProvider, MidaScript, type Track, type useMida } from '../src/index.ts'

declare const identify: ReturnType<typeof useMida>['identify']

function trackAll(track: Track): unknown[] {
  return [
    track('form_submitted', { form: 'newsletter' }),
    track('form_submitted', { form: 'newsletter' }, { sendNow: true }),
    track('page_read', { page: '/' }),
    track('signed_up'),
    track('signed_up', {}),
    track('signed_up', undefined, { sendNow: true }),
    track('search_done'),
    track('search_done', { text: 'shoes' }),
    // @ts-expect-error a server event cannot be tracked in a browser
    track('plan_upgraded', { to_plan: 'pro' }),
    // @ts-expect-error no such event
    track('form_sumbitted', { form: 'newsletter' }),
    // @ts-expect-error the properties are missing
    track('form_submitted'),
    // @ts-expect-error a property is missing
    track('form_submitted', {}),
    // @ts-expect-error a property has another type
    track('form_submitted', { form: 1 }),
    // @ts-expect-error an event without properties takes none
    track('signed_up', { form: 'newsletter' }),
    // @ts-expect-error an unknown option
    track('signed_up', {}, { visitor: { id: 'a' } }),
  ]
}

const elements = (): unknown[] => [
  <MidaProvider key="1" endpoint="/api/m" />,
  <MidaProvider key="2" endpoint="/api/m" user={undefined} />,
  <MidaProvider key="3" endpoint="/api/m" user={null} />,
  <MidaProvider key="4" endpoint="/api/m" user={{ id: 7, plan: 'pro', email: 'a@example.com' }} />,
  // @ts-expect-error the endpoint is missing
  <MidaProvider key="5" />,
  // @ts-expect-error a user has an id
  <MidaProvider key="6" endpoint="/api/m" user={{ email: 'a@example.com' }} />,
  // @ts-expect-error the prop `user` decides who says which user it is
  <MidaProvider key="7" endpoint="/api/m" userFrom="app" />,
  <MidaScript key="8" projectKey={undefined} />,
  // @ts-expect-error no such region
  <MidaScript key="9" projectKey="p" region="asia" />,
]

// @ts-expect-error an attribute is a text, a number or a boolean
const wrongAttribute = (): unknown => identify({ id: 'a', tags: ['x'] })

it('types the browser events of the registered catalogue', () => {
  const tracked: unknown[] = []
  const track = (...call: unknown[]): unknown => tracked.push(call)

  trackAll(track as Track)

  expect(tracked).toHaveLength(15)
  expect(elements()).toHaveLength(9)
  expect(wrongAttribute).toBeTypeOf('function')
})
