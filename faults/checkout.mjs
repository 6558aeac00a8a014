// @ts-check
// `npm run faults -- checkout`: kills the built shop at random points between payment and event, and compares its paid orders
// with the purchases that Mida has. --kills 100   --shop <folder of a built shop>; it is built where none is given.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { callWebhook, startShop } from './lib/shop.mjs'

const ORDERS_PER_ROUND = 4
const CENTS = 2_400
const USER_COUNT = 5

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, shop: { type: 'string' } },
})
const kills = Number(values.kills)
const folder = values.shop ?? (await buildShop())
const { createEmulator } = await import('../packages/emulator/dist/index.js')
const Database = createRequire(join(folder, 'package.json'))('libsql')

const mida = createEmulator()
for (let user = 0; user < USER_COUNT; user += 1) mida.visitors.seed({ id: `user_${user}` })
const server = await mida.listen()
const data = mkdtempSync(join(tmpdir(), 'mida-checkout-'))
const file = join(data, 'shop.db')
const start = () => startShop({ folder, database: file, apiUrl: `${server.url}/v2` })

const first = await start()
// The first call makes the shop's tables.
await callWebhook(first.url, { orderId: 'none', cents: CENTS })
await first.end('SIGTERM')
const db = new Database(file)
db.exec('PRAGMA busy_timeout = 5000')

/** @type {string[]} */
const orders = []
let killedBetween = 0
for (let round = 0; round < kills; round += 1) {
  await killOnce(round)
  if (round % 10 === 9) console.error(`${round + 1} kills, ${orders.length} orders…`)
}
const report = await finish()
db.close()
await server.close()
rmSync(data, { recursive: true, force: true })
console.log(JSON.stringify(report))
process.exit(report.isRight ? 0 : 1)

/** One life of the shop: the provider calls for this round's orders and again for earlier ones; `kill -9` comes at a random point. @param {number} round */
async function killOnce(round) {
  const shop = await start()
  const isRoundOf = round * ORDERS_PER_ROUND
  for (let number = 0; number < ORDERS_PER_ROUND; number += 1) orders.push(placeOrder(isRoundOf + number))
  let answeredCount = 0
  const called = orders.slice(-2 * ORDERS_PER_ROUND).map(async (orderId) => {
    await callWebhook(shop.url, { orderId, cents: CENTS })
    answeredCount += 1
  })
  const killAfterCount = Math.floor(Math.random() * (called.length + 1))
  await until(() => answeredCount >= killAfterCount, 10_000)
  await new Promise((resolve) => setTimeout(resolve, Math.random() * (killAfterCount === 0 ? 200 : 20)))
  await shop.end('SIGKILL')
  await Promise.all(called)
  const recorded = new Set(listPurchases().map(({ orderId }) => orderId))
  if (listPaid().some((id) => !recorded.has(id))) killedBetween += 1
}

/** Restarts the shop, delivers every webhook once more, waits for the outbox to be empty, restarts and delivers again. */
async function finish() {
  for (let again = 0; again < 2; again += 1) {
    const shop = await start()
    for (const orderId of orders) await callWebhook(shop.url, { orderId, cents: CENTS })
    await until(() => db.prepare('SELECT count(*) AS count FROM mida_events').get().count === 0, 60_000)
    await shop.end('SIGTERM')
  }
  return compare()
}

function compare() {
  const paid = listPaid()
  const purchases = listPurchases()
  /** @type {Map<string, string[]>} */
  const eventIds = new Map()
  for (const { orderId, eventId } of purchases)
    eventIds.set(orderId, [...(eventIds.get(orderId) ?? []), eventId])
  const events = paid.map((id) => eventIds.get(id) ?? [])
  const report = {
    kills,
    killedBetweenPaymentAndEvent: killedBetween,
    orders: orders.length,
    paid: paid.length,
    withPurchase: events.filter((ids) => new Set(ids).size === 1).length,
    withoutPurchase: events.filter((ids) => ids.length === 0).length,
    purchasesOfUnpaid: purchases.filter(({ orderId }) => !paid.includes(orderId)).length,
    recordedAgainUnderTheSameId: purchases.length - new Set(purchases.map(({ eventId }) => eventId)).size,
    recordedAgainUnderAnotherId: events.filter((ids) => new Set(ids).size > 1).length,
    notById: purchases.filter(({ by }) => by !== 'id').length,
  }
  const isRight =
    report.paid === report.orders && report.withPurchase === report.paid && report.purchasesOfUnpaid === 0
  return { ...report, isRight: isRight && report.notById === 0 }
}

/** As the shop's checkout writes it: with the user's id and the visitor's uuid of that moment. @param {number} number */
function placeOrder(number) {
  const id = randomUUID()
  const user = `user_${number % USER_COUNT}`
  const lines = JSON.stringify([{ productId: 'planner', count: 1, cents: CENTS }])
  db.prepare(
    `INSERT INTO orders (id, user_id, email, mida_uuid, may_track, lines, total_cents, status, placed_at)
     VALUES (?, ?, 'buyer@shop.test', ?, 1, ?, ?, 'open', ?)`,
  ).run(id, user, mida.visitors.get({ id: user })?.midaUuid ?? null, lines, CENTS, Date.now())
  return id
}

/** @returns {string[]} */
function listPaid() {
  return db
    .prepare("SELECT id FROM orders WHERE status = 'paid'")
    .all()
    .map((/** @type {{ id: string }} */ { id }) => id)
}

function listPurchases() {
  return mida.events.list({ name: 'purchase_completed' }).map(({ properties, by }) => ({
    orderId: String(properties?.order_id),
    eventId: String(properties?.kit_event_id),
    by,
  }))
}

/** @param {() => boolean} isSo @param {number} withinMs */
async function until(isSo, withinMs) {
  const endMs = performance.now() + withinMs
  while (!isSo() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function buildShop() {
  const { packPackages, TARBALLS } = await import('../scripts/check-packages.mjs')
  const { buildPackedShop, PACKED_SHOP } = await import('../scripts/packed-shop.mjs')
  const { buildPackages, ensureInstalled } = await import('../scripts/workspace.mjs')
  await ensureInstalled()
  await buildPackages()
  const packed = await packPackages()
  const built = packed.code === 0 ? await buildPackedShop(TARBALLS, {}) : packed
  if (built.code !== 0) throw new Error(`The shop cannot be built:\n${built.output}`)
  return PACKED_SHOP
}
