// What is written by hand most often: no check, no queue, `fetch` before the answer.
export async function POST(request) {
  const { events } = await request.json()
  for (const event of events) await send(event)
  return Response.json({ results: [{ status: 'accepted' }] }, { status: 202 })
}

async function send({ event_name, mida_uuid, properties }) {
  const project = process.env.NEXT_PUBLIC_MIDA_PROJECT_KEY
  const answer = await fetch(`${process.env.MIDA_API_URL}/project/${project}/event`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.MIDA_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ event_name, mida_uuid, properties }),
  })
  await answer.text()
}
