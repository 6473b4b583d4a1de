/** Whether a folder may be written to: not on a disk that is read only, nor where its rights forbid it. */
import { accessSync, constants } from 'node:fs'
import { isReadOnly } from './failure.ts'

export function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch (thrown) {
    if (isReadOnly(thrown)) return false
    throw thrown
  }
}
