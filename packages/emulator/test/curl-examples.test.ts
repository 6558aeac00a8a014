// Both examples of the endpoint's documentation, run as they are written there.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEmulator, type Listening } from '../src/index.ts'

const run = promisify(execFile)
const emulator = createEmulator()
let server: Listening

beforeAll(async () => {
  server = await emulator.listen()
  emulator.visitors.seed({ midaUuid: '85a35aca4df9', id: 'user_12345' })
})
afterAll(() => server.close())

const BY_UUID = `curl --request POST \\
--url "https://api-{region}.mida.so/v2/project/YOUR_PROJECT_KEY/event" \\
--header "Authorization: Bearer YOUR_GENERATED_API_KEY" \\
--header "Content-Type: application/json" \\
--data '{
"event_name": "purchase_completed",
"mida_uuid": "85a35aca4df9",
"properties": {
"amount": 199.99,
"plan": "pro"
}
}'`

const BY_ID = `curl --request POST \\
--url "https://api-{region}.mida.so/v2/project/YOUR_PROJECT_KEY/event" \\
--header "Authorization: Bearer YOUR_GENERATED_API_KEY" \\
--header "Content-Type: application/json" \\
--data '{
"event_name": "plan_upgraded",
"id": "user_12345",
"properties": {
"from_plan": "starter",
"to_plan": "pro"
}
}'`

it.each([
  [BY_UUID, { name: 'purchase_completed', by: 'mida_uuid', properties: { amount: 199.99, plan: 'pro' } }],
  [BY_ID, { name: 'plan_upgraded', by: 'id', properties: { from_plan: 'starter', to_plan: 'pro' } }],
])('%s records its event', async (example, event) => {
  const command = example
    .replace('https://api-{region}.mida.so', server.url)
    .replace('YOUR_PROJECT_KEY', 'demo-project')
    .replace('YOUR_GENERATED_API_KEY', 'demo-api-key')

  const { stdout } = await run('sh', ['-c', command])

  expect(JSON.parse(stdout)).toEqual({ success: true, message: 'Event recorded successfully' })
  expect(emulator.events.list({ name: event.name })).toMatchObject([{ ...event, visitor: '85a35aca4df9' }])
})
