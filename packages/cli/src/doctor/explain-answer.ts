// What it means when something other than the kit's endpoint answers at its address, and what to do.
import { isHealthy, type Reached } from '../http/is-healthy.ts'
import type { Said } from './finding.ts'

type Place = { readonly path: string; readonly middleware: string | null }

/** Null for the endpoint's own answer to `?health`. */
export function explainAnswer(answer: Reached, place: Place): Said | null {
  const { status } = answer
  if (isHealthy(answer)) return null
  if (status >= 300 && status < 400) return explainRedirect(answer, place)
  if (status === 401 || status === 403) return explainGuard(answer, place)
  if (status === 404) return explainNotFound(place)
  if (status === 405) return toProblem('The route does not answer GET (405).', EXPORT_BOTH)
  if (status >= 500) {
    return toProblem(
      `The route fails (${status}).`,
      'The log of the server has the error; the build may be older than the code.',
    )
  }
  if (isHtml(answer)) return explainPage(answer, place)
  return toProblem(
    `Something else answers at ${place.path} (${status}, ${contentType(answer)}).`,
    'Another route, a rewrite or a proxy has this path: give the endpoint a path of its own.',
  )
}

function explainRedirect(answer: Reached, { path, middleware }: Place): Said {
  const location = answer.headers.get('location') ?? 'nowhere'
  const target = URL.canParse(location, 'http://app.invalid') ? new URL(location, 'http://app.invalid') : null
  const targetPath = target?.pathname ?? ''
  const message = `The route redirects to ${location.split('?')[0]} (${answer.status}).`
  if (targetPath === `${path}/` || `${targetPath}/` === path) {
    return toProblem(
      message,
      `The app's trailingSlash differs: set endpoint="${targetPath}" on MidaProvider.`,
    )
  }
  if (targetPath === path) {
    return toProblem(message, `Ask the address that it redirects to: --url ${target?.origin}`)
  }
  if (LOGIN.test(targetPath)) {
    return toProblem(
      `${message} It takes the visitor for somebody who must log in.`,
      toExclude(path, middleware),
    )
  }
  if (targetPath.endsWith(path)) {
    return toProblem(`${message} It adds a language.`, toExclude(path, middleware))
  }
  return toProblem(message, toExclude(path, middleware))
}

function explainGuard(answer: Reached, { path, middleware }: Place): Said {
  const message = `Something before the route refuses the request (${answer.status}).`
  if (/vercel/i.test(answer.headers.get('server') ?? '') && isHtml(answer)) {
    return toProblem(
      `${message} The deployment is protected by its host.`,
      'Check the production address, or turn the protection of the preview off.',
    )
  }
  return toProblem(message, toExclude(path, middleware))
}

function explainNotFound({ path, middleware }: Place): Said {
  const swallowed = middleware ? ` Or ${middleware} rewrites it: leave ${path} out of its matcher.` : ''
  return toProblem(
    `There is no route at ${path} (404).`,
    `Compare the path of the file with the endpoint of MidaProvider and the basePath of next.config; build again if the file is new.${swallowed}`,
  )
}

/** The address of every page is answered by a page: a login, or the catch-all of a single-page application. */
function explainPage({ body, status }: Reached, { path, middleware }: Place): Said {
  const isLogin = /type=["']?password|\b(log|sign)[ -]?in\b/i.test(body)
  const what = isLogin ? 'A login page' : 'A page'
  return toProblem(
    `${what} answers at ${path} (${status}, HTML) where the route should.`,
    toExclude(path, middleware),
  )
}

function toExclude(path: string, middleware: string | null): string {
  return middleware
    ? `Leave ${path} out of the matcher of ${middleware}, for example '/((?!${path.slice(1)}|_next/static|favicon.ico).*)'.`
    : `Look for the redirect or rewrite of ${path}: in next.config, in a proxy before the app, or at the host.`
}

function toProblem(message: string, fix: string): Said {
  return { status: 'problem', message, fix }
}

function isHtml(answer: Reached): boolean {
  return /\bhtml\b/.test(contentType(answer)) || /^\s*<(!doctype|html)/i.test(answer.body)
}

function contentType({ headers }: Reached): string {
  return headers.get('content-type') ?? 'no content type'
}

const LOGIN = /log-?in|sign-?in|auth|account|session/i
const EXPORT_BOTH = 'Export both: `export const { GET, POST } = mida.handlers`.'
