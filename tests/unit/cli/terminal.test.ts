/** What the command line prints of names and files that somebody else made: seen, and without power over the terminal. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { writeArchitecture } from '../../../core/architecture/file-format.ts'
import { table } from '../../../core/cli/text.ts'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))

/** Colour, a title, C1's own CSI, a direction turned around, and an isolate. */
const hostile = 'A\u001b[31mRED\u001b]0;title\u0007\u009b2J\u202egnp.exe\u2066'
const shown = 'A\\u001b[31mRED\\u001b]0;title\\u0007\\u009b2J\\u202egnp.exe\\u2066'
const steering = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u

function lab(...args: string[]): Promise<string> {
  return new Promise((resolve) => execFile(process.execPath, [main, ...args], (_, out, err) => resolve(out + err)))
}

test.each([
  ['the name of a network', ['describe', hostile]],
  ['a command', [hostile]],
  ['an option', ['describe', 'resnet-20', `--${hostile}`]],
  ['the value of an option', ['train', 'resnet-20', '--data', hostile]],
  ['a recipe', ['describe-recipe', hostile]],
])('%s that would steer the terminal is made visible in what is said of it', async (_, args) => {
  const said = await lab(...args)
  expect(said).toContain(shown)
  expect(said).not.toMatch(steering)
})

test('a design of such a name is described with every character seen, in JSON too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-terminal-'))
  try {
    const preset = await loadPreset('resnet-20')
    if (!preset) throw new Error('resnet-20 is missing')
    const file = join(folder, 'hostile.stagecraft')
    writeFileSync(file, writeArchitecture({ ...preset, name: hostile }))
    const words = await lab('describe', file)
    expect(words.split('\n')[0]).toBe(shown)
    const json = await lab('describe', file, '--json')
    expect(json).not.toMatch(steering)
    expect(JSON.parse(json)).toMatchObject({ architecture: shown })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('columns stand below each other where characters are wide, combined, or none', () => {
  const lines = table(
    ['name', 'steps'],
    [
      ['日本語', '1'],
      ['e\u0301', '22'],
      ['plain', '333'],
    ],
    [1],
  ).split('\n')
  expect(lines).toEqual(['name    steps', '日本語      1', 'e\u0301          22', 'plain     333'])
})

test('a name has one line in a table, whatever it holds', () => {
  expect(table(['name'], [['two\nlines']], [])).toBe('name\ntwo\\u000alines')
})
