/** What is drawn again when something changes: only what depends on it. */
import { readFileSync } from 'node:fs'
import { computed, shallowReactive } from 'vue'
import { expect, it } from 'vitest'
import { readArchitecture } from '../../../core/architecture/file-format.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import { fitStack } from '../../../core/drawing/stack-layout.ts'
import type { StackModel } from '../../../core/drawing/stack-model.ts'
import type { Shown } from '../../../renderer/views/design/stack-view.ts'
import type { TimeOf, ToneKind } from '../../../renderer/views/design/tone.ts'
import { useScene } from '../../../renderer/views/design/use-scene.ts'

function modelOf(preset: string): StackModel {
  const read = readArchitecture(readFileSync(new URL(`../../../resources/presets/${preset}.json`, import.meta.url), 'utf8'))
  const model = read.ok ? buildStack(read.architecture).model : null
  if (!model) throw new Error(`${preset} is not drawn`)
  return model
}

const shownAs = (tone: ToneKind): Shown & { timeOf: TimeOf; stepMs: number | null } =>
  shallowReactive({ model: modelOf('resnet-20'), folding: 'auto', zoom: null, tone, timeOf: () => null, stepMs: null })

const sceneOf = (shown: Shown): ReturnType<typeof useScene> =>
  useScene(
    shown,
    computed(() => fitStack(shown.model, 900, 'auto')),
    () => 700,
  )

it('draws the tracks anew, and no cell, when predicted times come in', () => {
  const shown = shownAs('width')
  const { tone, levels, tracks, labels } = sceneOf(shown)
  const before = [tone.value, levels.value, labels.value]
  expect(tracks.value.map(({ besideTotal }) => besideTotal)).toEqual([null, null, null])
  shown.timeOf = () => 2
  shown.stepMs = 40
  expect(tracks.value.map(({ besideTotal }) => besideTotal)).toEqual([null, '40 ms', null])
  expect([tone.value, levels.value, labels.value].map((now, index) => now === before[index])).toEqual([true, true, true])
})

it('tones the cells by times that come in, where times are what the tone shows', () => {
  const shown = shownAs('time')
  const { tone } = sceneOf(shown)
  const block = fitStack(shown.model, 900, 'auto').items.find((item) => item.role === 'block')
  if (!block) throw new Error('no block is drawn')
  expect(tone.value.of(block)).toBe(0)
  shown.timeOf = () => 2
  expect(tone.value.of(block)).toBe(7)
})
