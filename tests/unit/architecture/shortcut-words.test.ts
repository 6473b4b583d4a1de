/** The shortcuts of a design in the words of the literature. */
import { expect, it } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { shortcutText, shortcutWords } from '../../../core/architecture/shortcut-words.ts'

it.each([
  ['resnet-20-b', 'B', 'option B'],
  ['plain-34', 'none', 'no shortcuts'],
  ['vgg-16', 'none', 'no shortcuts'],
  ['highway-19', 'gated', 'gated shortcuts'],
  ['densenet-121', 'concatenated', 'concatenated shortcuts'],
  ['inception-resnet-v2', 'mixed', 'mixed shortcuts'],
])('of %s: %s', async (id, text, words) => {
  const preset = await loadPreset(id)
  if (preset === null) throw new Error(`There is no preset ${id}.`)
  expect([shortcutText(preset), shortcutWords(preset)]).toEqual([text, words])
})
