// pages/api/m.ts: Mida's endpoint. It reads the body itself.
import { mida } from './mida.ts'

export const config = { api: { bodyParser: false } }
export default mida.handler
