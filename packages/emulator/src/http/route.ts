// What answers at one path: a function for each method.
import type { World } from '../world.ts'
import type { ApiRequest, Outcome } from './exchange.ts'

export type Respond = (world: World, request: ApiRequest) => Outcome

/** By method, in upper case. */
export type Route = Readonly<Record<string, Respond>>
