// What next.config says about addresses, as far as it is written down as text.
import type { SourceFile } from './list-source.ts'

export type NextConfigReading = {
  readonly basePath: string
  readonly hasTrailingSlash: boolean
  /** Every literal in `distDir`, such as both sides of a condition. */
  readonly distDirs: readonly string[]
  /** Null where there is no such file. */
  readonly file: SourceFile | null
}

export function readNextConfig(source: readonly SourceFile[]): NextConfigReading {
  const file = source.find(({ path }) => /^next\.config\.[mc]?[jt]s$/.test(path)) ?? null
  const code = file?.code ?? ''
  return {
    basePath: /\bbasePath:\s*['"`](\/[\w./-]*)['"`]/.exec(code)?.[1] ?? '',
    hasTrailingSlash: /\btrailingSlash:\s*true\b/.test(code),
    distDirs: [...code.matchAll(/\bdistDir:[^,\n]*?['"`]([\w./-]+)['"`]/g)].map(([, name = '']) => name),
    file,
  }
}
