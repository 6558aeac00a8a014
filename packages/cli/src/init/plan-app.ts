// The App Router's layout: edited where it is plain what to do, else a snippet.
import type { SourceFile } from '../app/list-source.ts'
import { editLayout } from './edit-layout.ts'
import type { Step } from './step.ts'
import { toLayoutSnippet } from './templates.ts'

export function planAppFiles(source: readonly SourceFile[], endpoint: string): Step[] {
  const layouts = source.filter(({ path, code }) => LAYOUT.test(path) && code.includes('<body'))
  const [layout, second] = layouts
  if (!layout) return [toPaste('app/layout', 'no root layout with a <body> was found', endpoint)]
  if (second) {
    const because = `the app has several root layouts (${layouts.map(({ path }) => path).join(', ')})`
    return [toPaste(layout.path, because, endpoint)]
  }
  const edit = editLayout(layout, endpoint)
  switch (edit.status) {
    case 'edited':
      return [
        {
          kind: 'edit',
          path: layout.path,
          before: layout.code,
          content: edit.code,
          summary: 'MidaScript and MidaProvider in the body',
        },
      ]
    case 'present':
      return [{ kind: 'left', path: layout.path, because: 'MidaScript and MidaProvider are there already' }]
    case 'unsure':
      return [toPaste(layout.path, edit.because, endpoint)]
    default:
      return edit satisfies never
  }
}

function toPaste(path: string, because: string, endpoint: string): Step {
  return { kind: 'paste', path, because, snippet: toLayoutSnippet(endpoint) }
}

const LAYOUT = /^(src\/)?app\/(.*\/)?layout\.[jt]sx?$/
