// The browser script as its public build of 2024 behaves, as the text that is served.

export const SCRIPT_2024: string = `
var isReturning = readCookie() !== null
var queue = window.mdq // a queue that is made later is never read

// On the first page view mida.uuid stays undefined until identify fills it.
function showUuid(next, because) {
  window._h_uuid = next
  if (next === undefined || because === 'identify' || isReturning) window.mida.uuid = next
}

window.mida = {
  uuid: undefined,
  identify: identify,
  track: track,
  version: version,
  isFeatureEnabled: isFeatureEnabled,
  onFeatureFlags: onFeatureFlags,
  grantConsent: grantConsent,
  get hasConsent() { return granted }
}

// What waits in the queue is executed once, when the script is ready. A later push stays where it is.
if (Array.isArray(queue)) {
  ready.promise.then(function () { queue.slice().forEach(runEntry) })
}

begin()
`
