/** The window's registry of commands, its keys, fuzzy search and numbers as text. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createCommandRegistry, type Command } from '../../renderer/app/command-registry.ts'
import { fuzzyMatch, matchedParts } from '../../renderer/app/fuzzy.ts'
import { formatKeys, matchesKeys } from '../../renderer/app/keys.ts'
import { searchPalette, type PaletteItem } from '../../renderer/app/palette.ts'
import * as format from '../../renderer/format.ts'
import { dialTicks, dialValue, dialX, depthScale, joinMarks } from '../../renderer/views/design/dial.ts'
import { readWholeNumbers } from '../../renderer/components/whole-numbers.ts'
import { explainRefusal } from '../../renderer/views/design/refused-file.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

describe('commands', () => {
  const command = (id: string, changes: Partial<Command> = {}): Command => ({ id, title: () => id, run: vi.fn(), ...changes })

  it('runs by id and by key, only when on', () => {
    const registry = createCommandRegistry(false)
    const undo = command('undo', { keys: 'Mod+Z' })
    const off = command('redo', { keys: 'Mod+Shift+Z', off: () => 'nothing to redo' })
    registry.add([undo, off])
    expect(registry.run('undo')).toBe(true)
    expect(undo.run).toHaveBeenCalledOnce()
    expect(registry.run('redo')).toBe(false)
    expect(off.run).not.toHaveBeenCalled()
    expect(registry.run('unknown')).toBe(false)
    expect(registry.forKey(press('z', { ctrlKey: true }))?.id).toBe('undo')
    expect(registry.forKey(press('Z', { ctrlKey: true, shiftKey: true }))?.id).toBe('redo')
    expect(registry.forKey(press('z'))).toBeUndefined()
  })

  it('hears other keys that do the same, and names both', () => {
    const registry = createCommandRegistry(false)
    registry.add([command('redo', { title: () => 'Redo', keys: 'Mod+Shift+Z', orKeys: 'Mod+Y' })])
    expect(registry.forKey(press('y', { ctrlKey: true }))?.id).toBe('redo')
    expect(registry.forKey(press('Z', { ctrlKey: true, shiftKey: true }))?.id).toBe('redo')
    expect(registry.describe('redo')).toBe('Redo (Ctrl Shift Z or Ctrl Y)')
  })

  it('describes a command with its key, or with the reason why it is off', () => {
    const registry = createCommandRegistry(false)
    registry.add([
      command('a', { title: () => 'Undo', keys: 'Mod+Z' }),
      command('b', { title: () => 'Redo', keys: 'Mod+Y', off: () => 'nothing to redo' }),
    ])
    expect(registry.describe('a')).toBe('Undo (Ctrl Z)')
    expect(registry.describe('b')).toBe('Redo: nothing to redo')
  })

  it('forgets what is taken away, and finds again what it stood over', () => {
    const registry = createCommandRegistry(false)
    const changed = vi.fn()
    registry.onChange(changed)
    registry.add([command('a', { title: () => 'first' })])
    const takeAway = registry.add([command('a', { title: () => 'second' })])
    expect(registry.get('a')?.title()).toBe('second')
    takeAway()
    expect(registry.get('a')?.title()).toBe('first')
    expect(changed).toHaveBeenCalledTimes(3)
  })
})

describe('keys', () => {
  it('takes Ctrl for Mod, and Command on a Mac', () => {
    expect(matchesKeys('Mod+K', press('k', { ctrlKey: true }), false)).toBe(true)
    expect(matchesKeys('Mod+K', press('k', { metaKey: true }), false)).toBe(false)
    expect(matchesKeys('Mod+K', press('k', { metaKey: true }), true)).toBe(true)
    expect(matchesKeys('Mod+K', press('k', { ctrlKey: true, altKey: true }), false)).toBe(false)
  })

  it('lets a sign say its own shift', () => {
    expect(matchesKeys('=', press('='), false)).toBe(true)
    expect(matchesKeys('?', press('?', { shiftKey: true }), false)).toBe(true)
  })

  it('writes them as the system does', () => {
    expect(formatKeys('Mod+Shift+Z', false)).toBe('Ctrl Shift Z')
    expect(formatKeys('Mod+Shift+Z', true)).toBe('⌘ ⇧ Z')
    expect(formatKeys('Alt+ArrowLeft', false)).toBe('Alt ←')
  })
})

describe('the palette', () => {
  const item = (title: string, changes: Partial<PaletteItem> = {}): PaletteItem => ({
    id: title,
    group: 'Actions',
    title,
    run: () => undefined,
    ...changes,
  })

  it('finds whole words before scattered letters, and starts of words before middles', () => {
    const found = searchPalette(
      [item('explain the net'), item('plain-20'), item('pick a line'), item('a plain one')],
      'plain',
      10,
    )
    expect(found.map(({ title }) => title)).toEqual(['plain-20', 'a plain one', 'explain the net'])
  })

  it('keeps what is off, last in its group, and groups in their order', () => {
    const items = [item('plain-20', { group: 'Presets' }), item('Plain twin', { off: 'it has no shortcuts' }), item('Set plain')]
    expect(searchPalette(items, 'plain', 10).map(({ title }) => title)).toEqual(['Set plain', 'Plain twin', 'plain-20'])
  })

  it('marks exactly the letters that matched', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 4 }), (text, query) => {
        const match = fuzzyMatch(query, text)
        if (!match) return
        const parts = matchedParts(text, match.at)
        expect(parts.map((part) => part.text).join('')).toBe(text)
      }),
    )
  })
})

describe('numbers as text', () => {
  it('is exact with commas, or scaled with a unit', () => {
    expect(format.formatCount(21_797_672)).toBe('21,797,672')
    expect(format.formatScaled(16_179_240)).toBe('16.18 M')
    expect(format.formatScaledShort(269_722)).toBe('270 K')
    expect(format.formatScaledShort(21_797_672)).toBe('21.8 M')
    expect(format.formatScaled(-5_620_000)).toBe('−5.62 M')
    expect(format.formatCounted(1, 'block')).toBe('1 block')
  })

  it('counts bytes in the units of recipes and disks, thousands of thousands', () => {
    expect(format.formatBytes(512)).toBe('512 B')
    expect(format.formatBytes(1500)).toBe('1.5 kB')
    expect(format.formatBytes(6.1e6)).toBe('6.1 MB')
    expect(format.formatBytes(1.489e9)).toBe('1.49 GB')
    expect(format.formatBytes(15.6e9)).toBe('15.6 GB')
    expect(format.formatBytes(999_999)).toBe('1.0 MB')
  })

  it('says errors in percent with two decimals', () => {
    expect(format.formatError(0.0875)).toBe('8.75 %')
    expect(format.formatErrorNumber(0.0661)).toBe('6.61')
    expect(format.formatPercent(0.4217)).toBe('42.2 %')
  })

  it('says durations in at most two units', () => {
    expect(format.formatDuration(40_000)).toBe('40 s')
    expect(format.formatDuration(125_000)).toBe('2 min 05 s')
    expect(format.formatDuration(3 * 3_600_000 + 29 * 60_000)).toBe('3 h 29 min')
    expect(format.formatDuration((48 + 4) * 3_600_000)).toBe('2 d 4 h')
  })

  it('says dates as far away as they are', () => {
    const now = new Date(2026, 10, 21, 15, 0).getTime()
    expect(format.formatDate(new Date(2026, 10, 21, 14, 2).getTime(), now)).toBe('14:02')
    expect(format.formatDate(new Date(2026, 10, 14).getTime(), now)).toBe('14 Nov')
    expect(format.formatDate(new Date(2025, 10, 14).getTime(), now)).toBe('14 Nov 2025')
  })
})

describe('the depth dial', () => {
  it('has a tick at every whole number up to 40 and gives back the value of each', () => {
    expect(dialTicks(depthScale).slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    // Beyond 20 two whole numbers may share a pixel of a 256 px ruler.
    for (let value = 1; value <= 20; value++) expect(dialValue(dialX(value, depthScale, 256), depthScale, 256)).toBe(value)
    expect(dialValue(-50, depthScale, 256)).toBe(1)
    expect(dialValue(500, depthScale, 256)).toBe(200)
  })

  it('joins depths that have the same value', () => {
    const marks = joinMarks([
      { value: 6, depth: 34 },
      { value: 6, depth: 50 },
      { value: 3, depth: 152 },
      { value: 3, depth: 50 },
      { value: 3, depth: 34 },
    ])
    expect(marks).toEqual([
      { value: 6, label: '34, 50' },
      { value: 3, label: '34–152' },
    ])
  })
})

describe('what people type', () => {
  const widths = { most: 8, max: 65_536 }

  it('reads widths of hidden layers', () => {
    expect(readWholeNumbers('4096, 4096', widths)).toEqual({ ok: true, values: [4096, 4096] })
    expect(readWholeNumbers('', widths)).toEqual({ ok: true, values: [] })
    expect(readWholeNumbers('12, x', widths).ok).toBe(false)
    expect(readWholeNumbers('0', widths).ok).toBe(false)
  })
})

describe('a file that cannot be opened', () => {
  it('is shown with the lines around its first problem', () => {
    const text = '{\n  "stages": [\n    { "blocks": 3 },\n    {\n      "blocks": -4\n    }\n  ]\n}\n'
    const problem = {
      severity: 'error',
      place: 1,
      field: 'blocks',
      message: 'Stage 2, blocks: expected 1 or more, found -4.',
      expected: '1 or more',
      actual: '-4',
      at: { line: 5, column: 17 },
    } as const
    const refusal = explainRefusal('late.stagecraft', text.length, text, [problem])
    expect(refusal.place).toMatchObject({ line: 5, column: 17 })
    expect(refusal.place?.lines.map((line) => line.number)).toEqual([3, 4, 5, 6])
    expect(refusal.reasons).toEqual([problem.message])
  })
})
