/** Where a data set lies below the data folder, and what its files are called. */
import { join } from 'node:path'
import { cacheFolder } from '../files/cache-folder.ts'
import type { SplitName } from './dataset.ts'

/**
 * STAGECRAFT_DATA when it is set, else `folder`, else the person's cache folder: that last one is shared by tests, set-up and
 * all checkouts, so that nothing is fetched twice.
 */
export function dataFolder(environment: NodeJS.ProcessEnv, folder?: string): string {
  if (environment['STAGECRAFT_DATA']) return environment['STAGECRAFT_DATA']
  return folder ?? join(cacheFolder(environment), 'data')
}

export const splits = ['train', 'test'] as const satisfies readonly SplitName[]
export const metaFile = 'meta.json'
export const imagesFile = (split: SplitName): string => `${split}-images.u8`
export const labelsFile = (split: SplitName): string => `${split}-labels.i32`
