/** A network at a glance fits the place that lists keep for it, however many stages it has. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readArchitecture } from '../../../core/architecture/file-format.ts'
import { thumbnailBars, thumbnailWidth } from '../../../renderer/components/thumbnail.ts'

const presets = new URL('../../../resources/presets/', import.meta.url)

it.each(readdirSync(presets).filter((name) => name.endsWith('.json')))('%s', (name) => {
  const read = readArchitecture(readFileSync(new URL(name, presets), 'utf8'))
  if (!read.ok) throw new Error(`${name} cannot be read`)
  const bars = thumbnailBars(read.architecture)
  expect(bars).toHaveLength(read.architecture.stages.length)
  for (const { x, width } of bars) {
    expect(width).toBeGreaterThan(1)
    expect(x + width).toBeLessThan(thumbnailWidth - 1)
  }
})
