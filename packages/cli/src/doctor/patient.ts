// What the checks look at: the app's folder, its environment, its source, and what the command line says.
import type { AppEnvironment } from '../app/environment.ts'
import type { SourceFile } from '../app/list-source.ts'
import type { PackageJson } from '../app/package-json.ts'

export type Patient = {
  /** Absolute. */
  readonly directory: string
  readonly packageJson: PackageJson
  readonly environment: AppEnvironment
  readonly source: readonly SourceFile[]
  /** API keys wherever they are set; the first is the one that is in force, if any is. */
  readonly apiKeys: readonly string[]
  readonly options: DoctorOptions
}

export type DoctorOptions = {
  /** Where the app runs: an origin, or the whole address of the endpoint. Found out where it is not given. */
  readonly url: string | undefined
  /** The endpoint's path, where the source does not say it. */
  readonly endpoint: string | undefined
  /** Folders of build output beside the usual ones. */
  readonly builds: readonly string[]
  /** Whether the whole history of a large repository is searched. */
  readonly isHistoryWhole: boolean
  /** Whether this is an unattended run, where the hunt for the key must not be skipped. */
  readonly isCi: boolean
}
