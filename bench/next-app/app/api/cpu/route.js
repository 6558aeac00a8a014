// What the process has used so far.
export const dynamic = 'force-dynamic'

export async function GET() {
  const { user, system } = process.cpuUsage()
  return Response.json({
    cpuUs: user + system,
    rssMb: process.memoryUsage.rss() / 1_048_576,
    pid: process.pid,
  })
}
