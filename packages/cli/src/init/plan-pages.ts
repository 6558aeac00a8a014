// The Pages Router's _app and _document: written where they are missing, edited where it is plain what to do.
import type { SourceFile } from '../app/list-source.ts'
import type { Project } from '../app/project.ts'
import type { Edit } from './edit.ts'
import { editApp, editDocument } from './edit-pages.ts'
import type { Step } from './step.ts'
import { toAppFile, toDocumentFile, toScriptElement } from './templates.ts'

export function planPagesFiles(project: Project, source: readonly SourceFile[], endpoint: string): Step[] {
  return [
    planPage(project, source, {
      name: '_app',
      content: toAppFile(project, endpoint),
      edit: (file) => editApp(file, endpoint),
      summary: 'MidaProvider around the page',
      snippet: `import { MidaProvider } from '@mida-kit/react'

<MidaProvider endpoint="${endpoint}">{/* what _app returns now */}</MidaProvider>`,
    }),
    planPage(project, source, {
      name: '_document',
      content: toDocumentFile(),
      edit: editDocument,
      summary: 'MidaScript in the body',
      snippet: `import { MidaScript } from '@mida-kit/react'

// first in the <body>:
${toScriptElement('', "'")}`,
    }),
  ]
}

type Page = {
  readonly name: string
  readonly content: string
  readonly edit: (file: SourceFile) => Edit
  readonly summary: string
  readonly snippet: string
}

function planPage({ root, elementExtension }: Project, source: readonly SourceFile[], page: Page): Step {
  const pattern = new RegExp(`^(src/)?pages/${page.name}\\.[jt]sx?$`)
  const file = source.find(({ path }) => pattern.test(path))
  if (!file)
    return { kind: 'write', path: `${root}pages/${page.name}.${elementExtension}`, content: page.content }
  const { path } = file
  const edit = page.edit(file)
  switch (edit.status) {
    case 'edited':
      return { kind: 'edit', path, before: file.code, content: edit.code, summary: page.summary }
    case 'present':
      return { kind: 'left', path, because: 'Mida is there already' }
    case 'unsure':
      return { kind: 'paste', path, because: edit.because, snippet: page.snippet }
    default:
      return edit satisfies never
  }
}
