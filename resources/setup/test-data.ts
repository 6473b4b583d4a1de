/** The real images that tests train on, fetched once for all clones. */
import { mkdirSync } from 'node:fs'
import { ensureDataset } from '../../core/datasets/ensure.ts'
import { dataFolder } from '../../core/datasets/layout.ts'
import { bytesText } from '../../core/text/bytes-text.ts'
import { progressLine, say } from './say.ts'

/** Folder of the decoded data sets, shared by tests of all clones. */
export const testDataFolder = dataFolder(process.env)

/** Brings CIFAR-10 and MNIST unless they are there. Throws a Failure (`download-failed`, `download-damaged`, `disk-full`). */
export async function fetchTestData(): Promise<void> {
  mkdirSync(testDataFolder, { recursive: true })
  const progress = progressLine('CIFAR-10')
  let decoding = false
  await ensureDataset('cifar10', testDataFolder, {
    onProgress(now) {
      if (now.kind === 'downloading') progress.show(now)
      else if (!decoding) {
        decoding = true
        progress.end()
        say(`  Decoding CIFAR-10 into ${testDataFolder} (${bytesText(60_000 * 3072, 0)}) …`)
      }
    },
  })
  await ensureDataset('mnist', testDataFolder)
}
