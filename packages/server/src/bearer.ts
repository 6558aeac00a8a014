// Whether a request carries a secret of the app's own: for a cron job, for whoever watches the app.

/** Compares `Authorization: Bearer …` in a time that tells nothing of the secret; an empty secret is nobody's. */
export async function isBearer(request: Request, secret: string): Promise<boolean> {
  const given = request.headers.get('authorization') ?? ''
  return secret !== '' && (await isSame(given, `Bearer ${secret}`))
}

/** Compares digests, so that the time it takes tells nothing of the secret. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([digest(one), digest(other)])
  let difference = 0
  for (const [index, byte] of first.entries()) difference |= byte ^ (second[index] ?? 0)
  return difference === 0
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}
