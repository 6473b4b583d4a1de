/** Designs, their undo histories and versions: what was acknowledged survives the death of the lab, and no half of a save is ever found. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openLibrary } from '../../core/store/library.ts'
import { keptDesign, whatIsKept } from './support/designed.ts'
import { writeAndKill } from './support/killed.ts'
import { temporaryFolder } from './support/samples.ts'

const script = fileURLToPath(new URL('./support/designing-process.ts', import.meta.url))

test('kills at eight moments lose no acknowledged save or version, and state, history and versions always belong together', async () => {
  const folder = temporaryFolder()
  for (let kill = 1; kill <= 8; kill += 1) {
    const acknowledged = await writeAndKill(script, folder, 1 + ((kill * 7) % 11), kill % 4)
    const library = openLibrary(folder)
    const kept = keptDesign(library)
    expect(kept.state).toBeGreaterThanOrEqual(acknowledged)
    const wanted = whatIsKept(kept.state)
    // A version is saved after its state: it may be the one thing that is missing yet, where it was not acknowledged.
    const pending = kept.state > acknowledged && kept.state % 3 === 0 && kept.versions.length < wanted.versions.length
    expect(kept).toEqual(pending ? { ...wanted, versions: wanted.versions.slice(0, -1) } : wanted)
    // The next process counts on from here, and its versions with it.
    if (pending) library.versions.save('a', `version ${kept.state}`, library.designs.list()[0]?.architecture ?? failed())
    library.close()
  }
}, 120_000)

function failed(): never {
  throw new Error('There is no design.')
}
