// The part of the browser script that both generations share, as the text that is served.
// It expects `config`, and the generation below it defines `showUuid(uuid | undefined)`, called on each change.

export const SCRIPT_CORE: string = String.raw`
var COOKIE = 'optimize_uuid'
var COOKIE_MAX_AGE_SECONDS = 365 * 24 * 60 * 60
var CONSENT = 'mida_consent'
var base = findBase()
var uuid // undefined until the first request is answered
var experiments = {}
var featureFlags = null // until they are known
var flagListeners = []
var ready = makeReady()
var visit = 0 // counts starts, so that an answer which consent has overtaken is dropped

// The emulator is where this script came from, also behind a path prefix.
function findBase() {
  var script = document.currentScript || document.querySelector('script[src*="/js/optimize.js"]')
  return new URL(script.src).href.replace(/\/js\/optimize\.js.*$/, '')
}

function makeReady() {
  var made = {}
  made.promise = new Promise(function (resolve) { made.resolve = resolve })
  return made
}

function post(path, body) {
  var options = { method: 'POST', body: JSON.stringify(body), credentials: 'omit' }
  return fetch(base + path, options).then(function (response) {
    return response.json().then(function (answer) {
      if (!response.ok) throw new Error('Mida: ' + answer.error)
      return answer
    })
  })
}

function report(error) {
  console.error(error)
}

// ---- the uuid and its cookie ----

function readCookie() {
  var pairs = document.cookie.split('; ')
  for (var i = 0; i < pairs.length; i++) {
    if (pairs[i].indexOf(COOKIE + '=') === 0) return pairs[i].slice(COOKIE.length + 1)
  }
  return null
}

function writeCookie(value, maxAgeSeconds) {
  document.cookie = COOKIE + '=' + value + '; path=/; max-age=' + maxAgeSeconds + '; SameSite=Lax'
}

function remember(next) {
  uuid = next
  writeCookie(next, COOKIE_MAX_AGE_SECONDS)
}

// Whoever still waits goes on, finds that nothing is granted, and sends nothing.
function forget() {
  var before = ready
  visit += 1
  uuid = undefined
  ready = makeReady()
  before.resolve()
  writeCookie('', 0)
  showUuid(undefined)
}

// ---- consent ----

function readConsent() {
  try { return localStorage.getItem(CONSENT) } catch (error) { return null }
}

function writeConsent(answer) {
  try { localStorage.setItem(CONSENT, answer) } catch (error) { report(error) }
}

// Without consent management only a refusal counts; with it, only a grant.
var granted = config.needsConsent ? readConsent() === 'yes' : readConsent() !== 'no'

function grantConsent(answer) {
  var before = granted
  granted = answer === true
  writeConsent(granted ? 'yes' : 'no')
  if (granted && !before) start()
  if (!granted) forget()
}

// ---- what is reported ----

function start() {
  visit += 1
  var current = visit
  var path = '/collect/visit' + (config.uuidDelayMs ? '?delay_ms=' + config.uuidDelayMs : '')
  post(path, { key: config.key, uuid: readCookie() }).then(function (answer) {
    if (current !== visit) return
    remember(answer.uuid)
    showUuid(answer.uuid, 'visit')
    ready.resolve()
    var apply = function () { if (current === visit) applyTests(answer) }
    if (config.experimentsDelayMs) setTimeout(apply, config.experimentsDelayMs)
    else apply()
  }).catch(report)
}

// Resolves when Mida has answered; without consent at once, and nothing was sent.
function identify(attributes) {
  if (config.identifyHangs) return new Promise(function () {})
  if (!granted) return Promise.resolve()
  return ready.promise.then(function () {
    if (!granted) return
    var current = visit
    return post('/collect/identify', { key: config.key, uuid: uuid, attributes: attributes }).then(function (answer) {
      if (current !== visit) return
      remember(answer.uuid)
      showUuid(answer.uuid, 'identify')
    })
  })
}

function track(name, properties) {
  if (!granted) return
  var place = { url_origin: location.origin, url_path: location.pathname }
  var all = Object.assign({}, properties, place)
  var send = function () {
    if (!granted) return
    var body = JSON.stringify({ key: config.key, uuid: uuid, name: name, properties: all })
    navigator.sendBeacon(base + '/collect/event', body) // a text, so that no preflight is needed
  }
  if (uuid) send()
  else ready.promise.then(send)
}

// ---- experiments and feature flags ----

function applyTests(answer) {
  experiments = answer.experiments
  featureFlags = answer.featureFlags
  flagListeners.forEach(callListener)
  showPage()
}

function version(testId) {
  return Object.prototype.hasOwnProperty.call(experiments, testId) ? experiments[testId] : null
}

function isFeatureEnabled(key) {
  return Object.prototype.hasOwnProperty.call(featureFlags || {}, key) && featureFlags[key] === true
}

function onFeatureFlags(callback) {
  flagListeners.push(callback)
  if (featureFlags) callListener(callback)
}

function callListener(callback) {
  try { callback() } catch (error) { report(error) }
}

// ---- the page ----

// The page is hidden by its own anti-flicker snippet until variants are applied.
function showPage() {
  if (typeof window.rmfk === 'function') window.rmfk()
}

function begin() {
  if (granted) start()
  else showPage()
  if (window.isSPA === true && window.history) watchPages(window.history)
}

// A single-page application says that it is one before the script: then each of its pages is a page view, for which
// experiments and flags are asked for and applied again. The visitor stays.
function watchPages(history) {
  var shown = readPlace()
  function look() {
    if (readPlace() === shown) return
    shown = readPlace()
    if (granted && uuid) viewAgain()
  }
  ;['pushState', 'replaceState'].forEach(function (name) {
    var usual = history[name]
    history[name] = function () {
      var result = usual.apply(history, arguments)
      look()
      return result
    }
  })
  window.addEventListener('popstate', look)
}

function readPlace() {
  return location.pathname + location.search
}

function viewAgain() {
  var current = visit
  post('/collect/visit', { key: config.key, uuid: uuid }).then(function (answer) {
    if (current === visit) applyTests(answer)
  }).catch(report)
}

// ---- the queue ----

function runEntry(entry) {
  if (entry && entry[0] === 'track') track(entry[1], entry[2])
  else if (entry && entry[0] === 'identify') identify(entry[1]).catch(report)
  else console.warn('Mida: unknown entry in mdq', entry)
}
`
