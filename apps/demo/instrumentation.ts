// Runs once when a server starts: opens the outbox, and sends what the last process left in it.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { getDatabase } = await import('@/lib/database/database')
  const { mida } = await import('@/lib/mida/server')
  getDatabase() // Makes the folder that the outbox needs.
  await mida.start()
}
