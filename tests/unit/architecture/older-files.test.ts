/** Files that earlier versions wrote open as if they were of this one, and are written in its form from then on: as the .json beside them. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { architectureSchema } from '../../../core/architecture/architecture.ts'
import { readArchitecture, writeArchitecture } from '../../../core/architecture/file-format.ts'

const folder = new URL('./older-files/', import.meta.url)
const textOf = (file: string, of: URL): string => readFileSync(new URL(file, of), 'utf8')

const files = readdirSync(folder).filter((file) => file.endsWith('.stagecraft'))

test.each(files)('%s means what it meant, and is byte-equal when saved again and again', (file) => {
  const read = readArchitecture(textOf(file, folder))
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join(' '))
  const saved = writeArchitecture(read.architecture)
  expect(saved).toBe(textOf(file.replace('.stagecraft', '.json'), folder))
  const again = readArchitecture(saved)
  expect(again.ok && writeArchitecture(again.architecture)).toBe(saved)
})

test.each(files)('%s within a run or over the socket is taken as well', (file) => {
  const old: unknown = JSON.parse(textOf(file, folder))
  const read = readArchitecture(textOf(file, folder))
  expect(read.ok && architectureSchema.parse(old)).toEqual(read.ok && read.architecture)
})

test('a mistake in an older file is told at its place in that text', () => {
  const text = textOf('resnet-50-v1.stagecraft', folder).replace('"width": 128', '"width": "wide"')
  const read = readArchitecture(text)
  if (read.ok) throw new Error('It was taken.')
  expect(read.problems[0]).toMatchObject({ place: 1, field: 'width', expected: 'a number' })
  const line = text.split('\n').findIndex((own) => own.includes('"wide"')) + 1
  expect(read.problems[0]?.at?.line).toBe(line)
})
