/** A real lab killed while it moves and backs up its library: the next one has the library as it was, nothing is left half done elsewhere, and both go when asked again. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

let lab: LabUnderTest
let elsewhere = ''

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
  elsewhere = mkdtempSync(join(tmpdir(), 'stagecraft-elsewhere-'))
})
afterEach(async () => {
  await lab.close()
  rmSync(elsewhere, { recursive: true, force: true })
}, 30_000)

/** So many files that whoever copies them is met on the way. */
function addFiles(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (let file = 0; file < 400; file += 1) writeFileSync(join(folder, `file-${file}`), Buffer.alloc(4000, file))
}

test.each([
  ['library.move', 'exports'],
  ['library.backUp', ''],
] as const)(
  '%s',
  async (call, place) => {
    const [id = ''] = await lab.train(['counts'], 3)
    await lab.ended(id)
    addFiles(join(lab.folder, place === '' ? join('runs', id, 'many') : place))
    const folder = join(elsewhere, 'new')
    await lab.ask(call, { folder })
    await lab.until('libraryTask', {}, (task) => task?.state.kind === 'running' && task.state.done > 0)
    process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')

    await expect.poll(() => lab.labs(), { timeout: 30_000 }).toHaveLength(2)
    const [run] = await lab.until('runs', {}, (runs) => runs.length === 1)
    expect(run?.status).toEqual({ kind: 'finished', step: 3 })
    // The process that was at it hears that nobody waits for it any more.
    await expect.poll(() => readdirSync(elsewhere), { timeout: 30_000 }).toEqual([])
    expect(await lab.until('libraryTask', {}, () => true)).toBeNull()
    const [next = ''] = await lab.train(['counts'], 3)
    await lab.ended(next)

    await lab.ask(call, { folder })
    await lab.until('libraryTask', {}, (task) => task?.state.kind === 'done')
    expect(readdirSync(elsewhere)).toEqual(['new'])
    expect(readdirSync(join(folder, 'runs')).sort()).toEqual([id, next].sort())
  },
  120_000,
)
