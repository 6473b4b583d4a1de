/** Which library is meant, for window and command line alike. Runs on Node 16 and later. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder that was given, else STAGECRAFT_LIBRARY, else ~/Stagecraft; paths are meant from `folder`. */
export function libraryFolder(
  given: string | undefined,
  folder: string = process.cwd(),
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const named = given ?? environment['STAGECRAFT_LIBRARY']
  return named === undefined || named === '' ? join(homedir(), 'Stagecraft') : resolve(folder, named)
}

/** What `--library FOLDER` or `--library=FOLDER` says among arguments of which others are somebody else's. */
export function libraryArgument(parameters: readonly string[]): string | undefined {
  const flag = '--library'
  for (const [index, parameter] of parameters.entries()) {
    if (parameter === flag) return parameters[index + 1]
    if (parameter.startsWith(`${flag}=`)) return parameter.slice(flag.length + 1)
  }
  return undefined
}
