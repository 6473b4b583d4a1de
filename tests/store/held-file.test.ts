/** A file that one process holds: as long as it lives, and not a moment longer. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { holdFile, isHeld } from '../../core/files/held-file.ts'
import { lockHolder } from '../../core/lab/lock-holder.ts'
import { temporaryFolder } from './support/samples.ts'

const module = new URL('../../core/files/held-file.ts', import.meta.url).href

/** A process that holds the file, and says so. */
async function holder(path: string): Promise<ChildProcess> {
  const script = `const { holdFile } = await import(${JSON.stringify(module)})
    if (holdFile(${JSON.stringify(path)}) === null) process.exit(1)
    console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

test('it is held by one process until that is killed', async () => {
  const path = join(temporaryFolder(), 'run.lock')
  expect(isHeld(path)).toBe(false)
  const child = await holder(path)
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(isHeld(path)).toBe(true)
  expect(holdFile(path)).toBeNull()
  if (process.platform === 'linux') expect(lockHolder(path)).toBe(child.pid)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isHeld(path)).toBe(false)
  const own = holdFile(path)
  expect(own).not.toBeNull()
  own?.release()
  expect(readFileSync(path).length).toBe(0)
})

test('what somebody wrote into it is kept beside it and is no hindrance', () => {
  const path = join(temporaryFolder(), 'lab.lock')
  writeFileSync(path, 'junk '.repeat(1000))
  expect(isHeld(path)).toBe(false)
  holdFile(path)?.release()
  expect(readFileSync(path).length).toBe(0)
  expect(readFileSync(`${path}.damaged-1`, 'utf8')).toBe('junk '.repeat(1000))
})

test('a folder or a link in its place is left alone, and named', () => {
  const folder = temporaryFolder()
  const precious = join(folder, 'precious')
  writeFileSync(precious, 'precious')
  symlinkSync(precious, join(folder, 'link.lock'))
  mkdirSync(join(folder, 'folder.lock'))
  for (const name of ['link.lock', 'folder.lock']) {
    expect(() => holdFile(join(folder, name))).toThrow(name)
    expect(isHeld(join(folder, name))).toBe(false)
  }
  expect(readFileSync(precious, 'utf8')).toBe('precious')
})
