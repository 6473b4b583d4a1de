/** What stands under a file's name in a folder that others can write to. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import {
  isFolder,
  namesInFolder,
  OddFileError,
  openRegular,
  openToAppend,
  readRegular,
} from '../../../core/files/regular-file.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-files-'))
  path = join(folder, 'file')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

const odd: Record<string, () => void> = {
  'a folder': () => mkdirSync(path),
  'a FIFO': () => execFileSync('mkfifo', [path]),
  'a link to a device that never ends': () => symlinkSync('/dev/zero', path),
  'a link to a file': () => {
    writeFileSync(join(folder, 'theirs'), 'theirs')
    symlinkSync(join(folder, 'theirs'), path)
  },
  'a link to itself': () => symlinkSync(path, path),
}

test.each(Object.entries(odd))('%s is refused at once, read or appended to', (_name, make) => {
  make()
  expect(() => readRegular(path, 100)).toThrow(OddFileError)
  expect(() => openRegular(path)).toThrow(OddFileError)
  expect(() => openToAppend(path)).toThrow(OddFileError)
  expect(readFileIfThere(join(folder, 'theirs'))).not.toBe('')
})

test('a file is read whole, up to its bound; what is not there is null', () => {
  expect(readRegular(path, 100)).toBeNull()
  expect(readRegular(join(path, 'below'), 100)).toBeNull()
  writeFileSync(path, 'ours')
  expect(readRegular(join(path, 'below'), 100)).toBeNull()
  expect(readRegular(path, 4)?.toString()).toBe('ours')
  truncateSync(path, 2 ** 40)
  expect(() => readRegular(path, 100)).toThrow('1099511627776 bytes')
})

test('what is appended to is made when it is not there, and kept when it is', () => {
  for (const line of ['one', 'two']) {
    const file = openToAppend(path)
    writeSync(file, line)
    closeSync(file)
  }
  expect(readFileSync(path, 'utf8')).toBe('onetwo')
})

test('a second name of a file is that file', () => {
  writeFileSync(join(folder, 'first'), 'ours')
  linkSync(join(folder, 'first'), path)
  expect(readRegular(path, 100)?.toString()).toBe('ours')
})

test('a folder is listed, none is empty, and a file or a link in its place is refused', () => {
  expect(namesInFolder(path)).toEqual([])
  expect(isFolder(folder)).toBe(true)
  writeFileSync(path, '')
  expect(namesInFolder(folder)).toEqual(['file'])
  expect(() => namesInFolder(path)).toThrow('it is no folder')
  symlinkSync(folder, join(folder, 'link'))
  expect(() => namesInFolder(join(folder, 'link'))).toThrow('it is a link')
})

function readFileIfThere(file: string): string | null {
  return readRegular(file, 100)?.toString() ?? null
}
