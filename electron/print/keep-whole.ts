/** A file that is whole or not there under its name. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'

export function keepWhole(path: string, content: Uint8Array): void {
  const half = `${path}.tmp`
  try {
    writeFileSync(half, content)
    renameSync(half, path)
  } catch (thrown) {
    rmSync(half, { force: true })
    throw thrown
  }
}
