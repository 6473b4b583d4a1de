import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { libraryArgument, libraryFolder } from '../../../core/transport/library-folder.ts'

it.each([
  [['electron', '/app', '--library=here'], 'here'],
  [['electron', '/app', '--library', 'here', '--other'], 'here'],
  [['electron', '--library=a=b'], 'a=b'],
  [['electron', '--library-of-babel', 'x'], undefined],
  [['electron', '--library'], undefined],
])('finds the library among %j', (parameters, expected) => {
  expect(libraryArgument(parameters)).toBe(expected)
})

it('takes the given folder, else the environment, else the one in the home folder', () => {
  const environment = { STAGECRAFT_LIBRARY: '/kept' }
  expect(libraryFolder('lab', '/work', environment)).toBe(join('/work', 'lab'))
  expect(libraryFolder(undefined, '/work', environment)).toBe('/kept')
  expect(libraryFolder(undefined, '/work', { STAGECRAFT_LIBRARY: '' })).toBe(join(homedir(), 'Stagecraft'))
})
