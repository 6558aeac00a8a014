// GET /js/optimize.js: puts the browser script together for one project and one generation.
import {
  type Answer,
  type ApiRequest,
  answerWith,
  errorAnswer,
  type Outcome,
  queryOf,
} from '../http/exchange.ts'
import type { World } from '../world.ts'
import { OPEN_TO_ALL } from './open-to-all.ts'
import { SCRIPT_2024 } from './script-2024.ts'
import { SCRIPT_CORE } from './script-core.ts'
import { SCRIPT_DOCUMENTED } from './script-documented.ts'
import { parseScriptOptions, type ScriptOptions } from './script-options.ts'

const SCRIPT_HEADERS = { ...OPEN_TO_ALL, 'content-type': 'text/javascript; charset=utf-8' }

export function serveScript(_world: World, request: ApiRequest): Outcome {
  const options = parseScriptOptions(queryOf(request))
  if (!options.ok) return answerWith(errorAnswer(400, options.error, OPEN_TO_ALL))

  const answer = toAnswer(options.value)
  const { delayMs } = options.value
  return delayMs === 0
    ? answerWith(answer)
    : { kind: 'later', afterMs: delayMs, make: () => answerWith(answer) }
}

function toAnswer(options: ScriptOptions): Answer {
  switch (options.fault) {
    case 'missing':
      return errorAnswer(404, 'Not found', OPEN_TO_ALL)
    case 'throw':
      return {
        status: 200,
        headers: SCRIPT_HEADERS,
        body: "throw new Error('The Mida script was told to fail.')\n",
      }
    case 'identify_hangs':
    case null:
      return { status: 200, headers: SCRIPT_HEADERS, body: toScript(options) }
    default:
      return options.fault satisfies never
  }
}

function toScript(options: ScriptOptions): string {
  const config = {
    key: options.key,
    needsConsent: options.needsConsent,
    identifyHangs: options.fault === 'identify_hangs',
    uuidDelayMs: options.uuidDelayMs,
    experimentsDelayMs: options.experimentsDelayMs,
  }
  const generation = options.generation === '2024' ? SCRIPT_2024 : SCRIPT_DOCUMENTED
  return [
    '(function () {',
    "'use strict'",
    `var config = ${embed(config)}`,
    SCRIPT_CORE,
    generation,
    '})()',
    '',
  ].join('\n')
}

/** JSON that is safe inside a script, also where somebody pastes the script into a page. */
function embed(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
