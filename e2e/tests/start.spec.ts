// `npm start`: one command to a running shop and a local Mida, and Ctrl-C ends both.
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from '../support/test.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'start.mjs')
const [SHOP_PORT, MIDA_PORT] = [3957, 4957]

function start(): {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<number | null>
} {
  const args = [SCRIPT, '--port', String(SHOP_PORT), '--mida-port', String(MIDA_PORT)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk
    })
  }
  return { child, output: () => output, ended: new Promise((resolve) => child.once('exit', resolve)) }
}

test('npm start brings both up, prints their addresses, and ends both on Ctrl-C', async () => {
  test.setTimeout(300_000)
  const { child, output, ended } = start()
  await expect.poll(output, { timeout: 240_000 }).toContain('Ctrl-C ends both.')

  expect(output()).toContain(`http://127.0.0.1:${SHOP_PORT}`)
  expect((await fetch(`http://127.0.0.1:${SHOP_PORT}/`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${MIDA_PORT}/health`)).status).toBe(200)

  child.kill('SIGINT')
  expect(await ended).toBe(0)
  for (const port of [SHOP_PORT, MIDA_PORT]) {
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  }
})

test('npm start says which port is in use, and what to do', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(SHOP_PORT, '127.0.0.1', resolve))

  const { output, ended } = start()

  expect(await ended).toBe(1)
  expect(output()).toContain(`Port ${SHOP_PORT} is in use.`)
  await new Promise((resolve) => server.close(resolve))
})
