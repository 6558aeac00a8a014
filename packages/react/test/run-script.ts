// The local Mida's browser script in the simulated browser, without that browser's own loader.
import type { Emulator } from '@mida-kit/emulator'

const ADDRESS = 'http://mida.test/js/optimize.js?key=demo-project'

/** Runs the script as its element would. The page's `fetch` has to be the emulator's. */
export async function runScript(emulator: Emulator, query = ''): Promise<void> {
  const address = `${ADDRESS}${query}`
  const text = await (await emulator.fetch(address)).text()
  Object.defineProperty(document, 'currentScript', { configurable: true, value: { src: address } })
  new Function(text)()
}
