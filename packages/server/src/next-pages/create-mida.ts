// createMida for Next's Pages Router: an API route's handler, and the visitor of a request for getServerSideProps.
import type { IncomingMessage } from 'node:http'
import type { Catalogue } from '@mida-kit/contract'
import { createMida as createNodeMida, type NodeMida, type NodeOptions } from '../node/create-mida.ts'

/** What API routes and getServerSideProps are given as `req`. */
export type PagesRequest = IncomingMessage & { readonly cookies: Partial<Record<string, string>> }

/** Options in the Pages Router: who is logged in is read from `req`. */
export type PagesOptions<Events extends Catalogue> = NodeOptions<Events, PagesRequest>

/**
 * A client for the Pages Router. `handler` is the default export of `pages/api/m.ts`, beside
 * `export const config = { api: { bodyParser: false } }`, which Next reads off the file and so cannot be imported.
 * `forRequest(req)` is the client of one request in other API routes and in `getServerSideProps`: read there, track in
 * API routes, since a page is rendered on prefetch too.
 *
 * @throws MidaSetupError MIDA-308 for an option that cannot be used.
 */
export function createMida<Events extends Catalogue>(
  options: PagesOptions<Events>,
): NodeMida<Events, PagesRequest> {
  return createNodeMida(options)
}
