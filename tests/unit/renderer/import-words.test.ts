/** What the import sheet proposes. */
import { expect, test } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { likeliestSet } from '../../../renderer/views/import/import-words.ts'

const colour = { id: 'colour', height: 32, width: 32, channels: 3 }
const grey = { id: 'grey', height: 28, width: 28, channels: 1 }

test('the data set proposed has images like the network’s, else as many channels, else it is the first', async () => {
  const preset = await loadPreset('resnet-20')
  if (preset === null) throw new Error('There is no resnet-20.')
  const reading = (height: number, width: number, channels: number) => ({ ...preset, input: { height, width, channels } })
  const large = { ...colour, id: 'large', height: 64, width: 64 }
  expect(likeliestSet([grey, colour, large], reading(64, 64, 3))).toBe(large)
  expect(likeliestSet([grey, colour], reading(224, 224, 3))).toBe(colour)
  expect(likeliestSet([colour, grey], reading(28, 28, 1))).toBe(grey)
  expect(likeliestSet([colour, grey], reading(28, 28, 4))).toBe(colour)
  expect(likeliestSet([colour, grey], undefined)).toBe(colour)
  expect(likeliestSet([], preset)).toBeNull()
})
