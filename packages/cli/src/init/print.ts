// What `init` tells: each step as one line, and what is left for a person.
import { type Terminal, toCleanLine } from '../terminal.ts'
import type { Plan } from './plan.ts'
import type { EnvValues } from './plan-env.ts'
import type { Step } from './step.ts'

/** Prints one step. */
export function printStep({ print, paint }: Terminal, step: Step): void {
  const path = toCleanLine(step.path)
  switch (step.kind) {
    case 'write':
      print(`${paint('green', '+')} ${path}`)
      break
    case 'edit':
      print(`${paint('green', '~')} ${path}: ${step.summary}`)
      break
    case 'left':
      print(`${paint('dim', '=')} ${path} is left as it is: ${step.because}`)
      break
    case 'paste':
      print(`${paint('yellow', '!')} ${path} is left to you: ${toCleanLine(step.because)}. Add:\n`)
      print(`${indent(step.snippet)}\n`)
      break
    default:
      step satisfies never
  }
}

type Rest = {
  readonly plan: Plan
  readonly env: EnvValues
  readonly missing: readonly string[]
  readonly middleware: string | null
  readonly isTemplateIgnored: boolean
}

/** Prints what to do next, in its order. */
export function printNextSteps(
  { print, paint }: Terminal,
  { plan, env, missing, middleware, isTemplateIgnored }: Rest,
): void {
  const steps = [
    ...(missing.length > 0 ? [`Install: ${missing.join(' ')}`] : []),
    env.isEmulated
      ? 'Start the local Mida in another terminal: npx @mida-kit/emulator'
      : 'Put your keys into .env.local. No account yet? `init --help` says how to use the local Mida.',
    `Say who is logged in: the user option in ${toCleanLine(plan.serverFile)}.`,
    ...(middleware
      ? [`${toCleanLine(middleware)} runs for ${toCleanLine(plan.endpoint)}: see that it lets it through.`]
      : []),
    ...(isTemplateIgnored ? ['git ignores .env.example: add a line !.env.example to .gitignore.'] : []),
    'Start the app, and let the doctor look at it: npx @mida-kit/cli doctor',
    "Track an event from a client component: const { track } = useMida(); track('form_submitted', { form: 'newsletter' })",
  ]
  print(`\n${paint('bold', 'Next')}`)
  for (const [index, step] of steps.entries()) print(`${index + 1}. ${step}`)
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ')
}
