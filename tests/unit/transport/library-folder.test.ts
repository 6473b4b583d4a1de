import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../core/files/failure.ts'
import { shellWord } from '../../../core/text/shell-word.ts'
import { labCommand, libraryArgument, libraryFolder, makeLibraryFolder } from '../../../core/transport/library-folder.ts'

it.each([
  [['electron', '/app', '--library=here'], 'here'],
  [['electron', '/app', '--library', 'here', '--other'], 'here'],
  [['electron', '--library=a=b'], 'a=b'],
  [['electron', '--library-of-babel', 'x'], undefined],
  [['electron', '--library'], ''],
])('finds the library among %j', (parameters, expected) => {
  expect(libraryArgument(parameters)).toBe(expected)
})

it('takes the given folder, else the environment, else the one in the home folder', () => {
  const environment = { STAGECRAFT_LIBRARY: '/kept' }
  expect(libraryFolder('lab', '/work', environment)).toBe(join('/work', 'lab'))
  expect(libraryFolder(undefined, '/work', environment)).toBe('/kept')
  expect(libraryFolder(undefined, '/work', { STAGECRAFT_LIBRARY: '' })).toBe(join(homedir(), 'Stagecraft'))
})

it('opens no other library where the one that was given has no name', () => {
  expect(() => libraryFolder('', '/work', {})).toThrow('no folder with it')
})

it('writes commands that reach the same library from any terminal', () => {
  expect(labCommand('resume r1', join(homedir(), 'Stagecraft'), {})).toBe('npm run lab -- resume r1')
  expect(labCommand('resume r1', '/data/lab', {})).toBe('npm run lab -- resume r1 --library /data/lab')
  // Another terminal may not have the variable.
  expect(labCommand('runs', '/kept', { STAGECRAFT_LIBRARY: '/kept' })).toBe('npm run lab -- runs --library /kept')
  expect(shellWord("/my lab's")).toBe(`'/my lab'\\''s'`)
})

describe('the folder of a library', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stagecraft-library-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is made with all that leads to it, and may be there already', () => {
    const library = join(folder, 'a', 'b')
    expect(makeLibraryFolder(library)).toBe(library)
    expect(makeLibraryFolder(library)).toBe(library)
    symlinkSync(library, join(folder, 'link'))
    expect(makeLibraryFolder(join(folder, 'link'))).toBe(library)
  })

  it.each<[string, string, string]>([
    ['a file', 'file', 'it is a file'],
    ['below a file', 'file/below/it', 'file is a file'],
    ['a name of 300 letters', 'a'.repeat(300), 'its name is longer than the system takes'],
    ['a path of over 1,000 letters', `${'d'.repeat(100)}/`.repeat(11), 'one of at most 400'],
    ['a link to itself', 'circle', 'a circle of links'],
    ['where there are no folders', '/proc/1/x', process.platform === 'linux' ? 'makes no folders there' : ''],
  ])('cannot be %s: that is said, with what to do, and nothing is made', (_what, name, why) => {
    writeFileSync(join(folder, 'file'), '')
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'))
    let thrown: unknown = null
    try {
      makeLibraryFolder(name.startsWith('/') ? name : join(folder, name))
    } catch (failure) {
      thrown = failure
    }
    if (!(thrown instanceof Failure)) throw new Error('it was made', { cause: thrown })
    expect(thrown.message).toContain(why)
    expect(thrown.message.length).toBeLessThan(600)
    expect(thrown.remedy).toContain('--library FOLDER')
    expect(existsSync(join(folder, 'd'.repeat(100)))).toBe(false)
  })
})
