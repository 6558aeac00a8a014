// Starts each example in the way its framework does, and gives one way to ask it.
import { createServer, type RequestListener, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { EdgeVM } from '@edge-runtime/vm'
import { build } from 'esbuild'
import { createStaticHandler } from 'react-router'
import { createApp as createExpress } from '../express/app.ts'
import { createApp as createFastify } from '../fastify/app.ts'
import { app as hono } from '../hono/app.ts'
import { mida as pagesMida } from '../next-pages/mida.ts'
import pagesHandler from '../next-pages/pages-api-m.ts'
import { createApp as createNodeHttp } from '../node-http/app.ts'
import * as reactRouterEndpoint from '../react-router/routes-api-m.ts'
import * as reactRouterUpgrade from '../react-router/routes-upgrade.ts'
import { readUserId } from '../shared/events.ts'
import { handlers as startEndpoint } from '../tanstack-start/routes-api-m.ts'
import { handlers as startUpgrade } from '../tanstack-start/routes-upgrade.ts'

/** One example that runs. */
export type Served = {
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>
  readonly stop: () => Promise<void>
}

/** Every example that can run on Node, by its folder. */
export const EXAMPLES: Readonly<Record<string, () => Promise<Served>>> = {
  'node-http': () => serveNode(createNodeHttp()),
  express: () => serveNode(createServer(createExpress())),
  fastify: serveFastify,
  'next-pages': () => serveNode(createServer(toPagesListener())),
  hono: async () => serveWeb(async (request) => hono.fetch(request)),
  'react-router': async () => serveWeb(askReactRouter()),
  'tanstack-start': async () => serveWeb(askStart),
  workers: serveWorker,
}

/** A server of node:http on a free port. */
function serveNode(server: Server): Promise<Served> {
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      resolve({ ask: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init), stop })
    })
  })
}

async function serveFastify(): Promise<Served> {
  const app = createFastify()
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { ask: (path, init) => fetch(`${url}${path}`, init), stop: () => app.close() }
}

function serveWeb(answer: (request: Request) => Promise<Response>): Served {
  return {
    ask: (path, init) => answer(new Request(`http://shop.example${path}`, init)),
    stop: async () => {},
  }
}

/** What Next's Pages Router adds to a request where the body parser is off: the cookies. */
function toPagesListener(): RequestListener {
  return async (incoming, response) => {
    const session = readUserId(incoming.headers.cookie)
    const request = Object.assign(incoming, { cookies: session === null ? {} : { session } })
    if (incoming.url?.startsWith('/api/m')) return pagesHandler(request, response)
    const { track } = pagesMida.forRequest(request)
    const { status } = await track('plan_upgraded', { from_plan: 'starter', to_plan: 'pro' })
    response.end(status)
  }
}

/** The handler that React Router's own servers put resource routes through. */
function askReactRouter(): (request: Request) => Promise<Response> {
  const { queryRoute } = createStaticHandler([
    { id: 'endpoint', path: '/api/m', ...reactRouterEndpoint },
    { id: 'upgrade', path: '/upgrade', ...reactRouterUpgrade },
  ])
  return (request) => queryRoute(request)
}

async function askStart(request: Request): Promise<Response> {
  const handlers = new URL(request.url).pathname === '/api/m' ? startEndpoint : startUpgrade
  const handler = Object.entries(handlers).find(([method]) => method === request.method)?.[1]
  return handler ? handler({ request }) : new Response(null, { status: 405 })
}

/** The Worker as its bundler makes it, in a virtual machine that has web standards alone. */
async function serveWorker(): Promise<Served> {
  const entry = fileURLToPath(new URL('../workers/worker.ts', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'worker',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser', 'import'],
  })
  const vm = new EdgeVM()
  vm.evaluate(outputFiles[0]?.text ?? '')
  const { MIDA_PROJECT_KEY, MIDA_API_KEY, MIDA_API_URL } = process.env
  const ask = (path: string, init: RequestInit = {}): Promise<Response> => {
    Object.assign(vm.context, { call: { path, init, env: { MIDA_PROJECT_KEY, MIDA_API_KEY, MIDA_API_URL } } })
    return vm.evaluate(`
      worker.default.fetch(
        new Request('http://shop.example' + call.path, call.init),
        call.env,
        { waitUntil: () => {} },
      )`)
  }
  return { ask, stop: async () => {} }
}
