/** Real disks of a few megabytes, for tests of what a full one does. */
import { execFileSync } from 'node:child_process'
import { statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'
import { temporaryFolder } from './samples.ts'

/** A disk of three megabytes, or as said, mounted for this test; skips it where that is not allowed. */
export function smallDisk({ skip }: TestContext, size = 'size=3m'): string {
  const folder = temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    // Not Linux, or not root, or in a container that may not.
    skip('this process may not mount a disk')
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

/** Leaves no byte of it free. */
export function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, 'fills-the-disk'), Buffer.alloc(bavail * bsize))
}
