// The event that everybody sends: the same name and properties, somebody else each time.

export const PROPERTIES = { amount: 199.99, plan: 'pro' }
export const NAME = 'purchase_completed'
export const KEYS = { projectKey: 'bench-project', apiKey: 'bench-api-key-0123456789abcdef' }

/** One of 5,000 people. @param {number} index */
export function toUserId(index) {
  return `user_${10_000 + (index % 5_000)}`
}

/** What the kit sends for such an event, byte for byte as long. */
export const WIRE_BODY = JSON.stringify({
  event_name: NAME,
  id: 'user_12345',
  properties: {
    ...PROPERTIES,
    kit_event_id: '123e4567-e89b-42d3-a456-426614174000',
    occurred_at: '2026-11-23T12:00:00.000Z',
    sent_from: 'server',
  },
})
