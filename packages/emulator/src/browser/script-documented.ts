// The browser script as Mida's documents describe it, as the text that is served.

export const SCRIPT_DOCUMENTED: string = `
function showUuid() {}

// Settles once the first request is answered, and never before consent.
function whenKnown() {
  return ready.promise.then(function () { return uuid === undefined ? whenKnown() : uuid })
}

window.mida = {
  uuid: whenKnown,
  identify: identify,
  track: track,
  version: version,
  isFeatureEnabled: isFeatureEnabled,
  onFeatureFlags: onFeatureFlags,
  grantConsent: grantConsent,
  get hasConsent() { return granted }
}

// Only a queue that is there already is taken over. What waits in it is executed when the script is ready;
// a push from now on is a call.
if (Array.isArray(window.mdq)) {
  var queued = window.mdq.slice()
  window.mdq.push = function () {
    Array.prototype.slice.call(arguments).forEach(runEntry)
    return window.mdq.length
  }
  ready.promise.then(function () { queued.forEach(runEntry) })
}

begin()
`
