/** What killed processes left in the temporary folder goes, and nothing else. */
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sweepScratchFolders } from '../../../core/files/scratch.ts'
import { sweepSockets } from '../../../core/transport/sweep-sockets.ts'

const dead = 2 ** 22 + 1
const dayMs = 86_400_000
const later = (): number => Date.now() + dayMs

test('graphs of processes that are gone go; those of living ones, of others, and links stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scratch-'))
  const kept = [
    `stagecraft-graph-${process.pid}-abcdef`,
    `stagecraft-graph-${dead}-abcdefg`,
    `stagecraft-graph-${dead}-abcdef.txt`,
    'stagecraft-graph-notes',
    'my-graph',
  ]
  for (const name of [...kept, `stagecraft-graph-${dead}-abcdef`, `stagecraft-probes-${dead}-a1B2c3`]) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'saved_model.pb'), 'graph')
  }
  symlinkSync(join(folder, 'my-graph'), join(folder, `stagecraft-graph-${dead}-linked`))
  sweepScratchFolders(Date.now(), folder)
  expect(readdirSync(folder)).toHaveLength(8)
  sweepScratchFolders(later(), folder)
  expect(readdirSync(folder).sort()).toEqual([...kept, `stagecraft-graph-${dead}-linked`].sort())
  expect(readdirSync(join(folder, 'my-graph'))).toEqual(['saved_model.pb'])
})

test.skipIf(process.platform === 'win32')(
  'sockets that nobody listens at go; those that answer, and other files, stay',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockets-'))
    const name = (digit: string): string => `run-${digit.repeat(20)}`
    const listening = createServer().listen(join(folder, name('a')))
    const own = createServer().listen(join(folder, `lab-${'0'.repeat(20)}`))
    onTestFinished(() => {
      listening.close()
      own.close()
    })
    await new Promise((resolve) => own.once('listening', resolve))
    writeFileSync(join(folder, name('c')), 'a file')
    // A killed process removes nothing.
    const script = `require('net').createServer().listen(${JSON.stringify(join(folder, name('b')))}, () => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['-e', script])
    expect(readdirSync(folder)).toContain(name('b'))
    await sweepSockets(join(folder, `lab-${'0'.repeat(20)}`), Date.now())
    expect(readdirSync(folder)).toContain(name('b'))
    await sweepSockets(join(folder, `lab-${'0'.repeat(20)}`), later())
    expect(readdirSync(folder).sort()).toEqual([`lab-${'0'.repeat(20)}`, name('a'), name('c')])
  },
)
