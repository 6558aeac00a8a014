// An upstream on raw sockets: reads just enough HTTP to find a request's end, and answers what Mida answers.
// With a delay it runs alone and notes how many requests were open, every 100 ms; else it runs as a cluster.
import cluster from 'node:cluster'
import { createServer } from 'node:net'
import { readOptions } from '../lib/child.mjs'
import { SUCCESS } from '../lib/upstream.mjs'

const { workers = 1, delayMs = 0 } = cluster.isPrimary
  ? readOptions()
  : JSON.parse(process.env.UPSTREAM ?? '{}')
const toAnswer = (body) =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
const ANSWER = toAnswer(SUCCESS)
const MIXPANEL_ANSWER = toAnswer('1')
const HEAD_END = Buffer.from('\r\n\r\n')

let count = 0
let open = 0
let widest = 0
const widths = []

const server = createServer({ noDelay: true }, (socket) => {
  let rest = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let request = cutRequest(rest); request; request = cutRequest(rest)) {
      rest = rest.subarray(request.end)
      answer(socket, request.isMixpanel ? MIXPANEL_ANSWER : ANSWER)
    }
  })
})

function cutRequest(bytes) {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd < 0) return null
  const head = bytes.latin1Slice(0, headEnd)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  const end = headEnd + 4 + length
  return bytes.length < end ? null : { end, isMixpanel: head.includes(' /track?') }
}

function answer(socket, bytes) {
  count += 1
  if (delayMs === 0) return void socket.write(bytes)
  open += 1
  widest = Math.max(widest, open)
  setTimeout(() => {
    open -= 1
    if (socket.writable) socket.write(bytes)
  }, delayMs)
}

function serveAlone() {
  server.listen(0, '127.0.0.1', 4096, () => process.send?.({ port: server.address().port }))
  if (delayMs > 0) {
    setInterval(() => {
      widths.push(widest)
      widest = open
    }, 100)
  }
  process.on('message', () => process.send?.({ count, widths }))
}

/** The primary holds no connection: it adds up what its workers answered. */
function serveAsCluster() {
  cluster.setupPrimary({ args: [] })
  const asked = []
  let said = 0
  for (let index = 0; index < workers; index += 1) {
    const worker = cluster.fork({ UPSTREAM: JSON.stringify({ workers, delayMs }) })
    worker.on('message', (message) => {
      if (message.port) {
        said += 1
        if (said === workers) process.send?.({ port: message.port })
        return
      }
      asked.push(message.count)
      if (asked.length < workers) return
      process.send?.({ count: asked.splice(0).reduce((sum, one) => sum + one, 0), widths: [] })
    })
  }
  process.on('message', (question) => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.send(question)
  })
}

if (cluster.isPrimary && workers > 1) serveAsCluster()
else serveAlone()
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
