// What nobody hears, printed or told: personal data; and what is printed stays a line of its own.
import { defineEvents } from '@mida-kit/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createKit } from './support.ts'

const MAIL = { id: 'customer-4711', email: 'ann.smith@shop.example' }

let printed: string[] = []

beforeEach(() => {
  printed = []
  vi.spyOn(console, 'warn').mockImplementation((...parts) => {
    printed.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '))
  })
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('personal data', () => {
  it('is kept from hooks as far as emails go, unless the app wants them', async () => {
    const { mida, reports } = createKit()
    const full = createKit({ personalData: 'full' })

    await mida.track('signed_up', {}, { visitor: MAIL })
    await full.mida.track('signed_up', {}, { visitor: MAIL })

    expect(reports[0]?.event.visitor).toEqual({ id: MAIL.id, email: '[redacted]' })
    expect(full.reports[0]?.event.visitor).toEqual(MAIL)
    await Promise.all([mida.close({ withinMs: 1 }), full.mida.close({ withinMs: 1 })])
  })

  it('is kept from what is printed: emails anywhere, and most of an id', async () => {
    const log = createKit({ mode: 'log' })
    const live = createKit({ onDelivery: undefined })
    live.emulator.fail({ status: 404 })
    const form = `mail of ${MAIL.email}`

    await log.mida.track('form_submitted', { form }, { visitor: MAIL })
    await live.mida.track('form_submitted', { form }, { visitor: MAIL, wait: 'outcome' })

    const all = printed.join('\n')
    expect(all).toContain('form_submitted')
    expect(all).toContain('mail of [redacted]')
    expect(all).not.toContain('ann.smith')
    expect(all).not.toContain('4711')
  })
  it('is kept from what is printed of a refusal, which may repeat a visitor’s own text; that stays on its line', async () => {
    const schema = z.record(z.string(), z.string())
    const hostile = `\n[mida] all is well \u001b[2J\u009b31m\u2028${MAIL.email}`
    for (const options of [{}, { debug: true }]) {
      const { mida } = createKit({
        onDelivery: undefined,
        events: defineEvents({ form_submitted: schema }) as never,
        ...options,
      })
      await mida.track('form_submitted', { [hostile]: 1 } as never, { visitor: MAIL })
    }

    expect(printed).toHaveLength(3)
    for (const line of printed) {
      expect(line).toContain('invalid_properties')
      expect(line).not.toMatch(NOT_OF_ONE_LINE)
      expect(line).not.toContain('ann.smith')
    }
  })

  it('is looked for in a text of any length, which holds nothing up', async () => {
    const { mida } = createKit({ mode: 'log' })

    await mida.track('form_submitted', { form: `a@${'b'.repeat(60_000)}` }, { visitor: MAIL })

    expect(printed.join()).toContain('[redacted]')
  })
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const NOT_OF_ONE_LINE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
