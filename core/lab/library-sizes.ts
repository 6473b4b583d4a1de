/** What takes the space of a library. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LibrarySizes } from '../api/contract/library.ts'
import { folderBytes, freeBytes } from '../files/folder-size.ts'
import { checkpointFolder } from '../store/checkpoints.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'

/** Runs are the largest first. */
export async function librarySizes({ folder, runs }: Pick<Library, 'folder' | 'runs'>, live: Live): Promise<LibrarySizes> {
  const sized: LibrarySizes['runs'][number][] = []
  for (const { record, bytes } of runs.summaries(live)) {
    const checkpointBytes = await folderBytes(join(runs.folder(record.id), checkpointFolder))
    sized.push({ id: record.id, name: record.name, bytes: Math.max(bytes, checkpointBytes), checkpointBytes })
  }
  const [bin, data, exports] = await Promise.all(['bin', 'data', 'exports'].map((name) => folderBytes(join(folder, name))))
  const rest = await filesIn(folder)
  const all = sized.reduce((sum, { bytes }) => sum + bytes, 0) + (bin ?? 0) + (data ?? 0) + (exports ?? 0) + rest
  return {
    runs: sized.sort((one, other) => other.bytes - one.bytes),
    bin: bin ?? 0,
    data: data ?? 0,
    exports: exports ?? 0,
    rest,
    total: all,
    free: await freeBytes(folder),
  }
}

async function filesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true })
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
