// The headers by which any page may read an answer. The API itself never sends these.

export const OPEN_TO_ALL: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'GET, POST',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'no-store',
}
