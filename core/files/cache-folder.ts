/** The person's cache: what can be fetched again, shared by all checkouts so that nothing is fetched twice. */
import { join } from 'node:path'
import { homeFolder } from './home-folder.ts'

/** `~/.cache/stagecraft`, or below XDG_CACHE_HOME. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_CACHE_HOME'] || join(homeFolder(), '.cache'), 'stagecraft')
}
