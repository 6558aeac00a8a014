// Preloaded into the command: sends what is meant for a region of Mida to a local one. HOSTS is JSON, host to origin.
const hosts = JSON.parse(process.env.HOSTS ?? '{}')
const { fetch } = globalThis
globalThis.fetch = (input, init) => {
  const url = new URL(input)
  return fetch(hosts[url.host] ? `${hosts[url.host]}${url.pathname}${url.search}` : url, init)
}
