/** The drawing of a deep network costs as little as that of a few blocks: what is the same is looked at once. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readArchitecture } from '../../../core/architecture/file-format.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { pictureOf } from '../../../core/drawing/block-picture.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import type { StackModel } from '../../../core/drawing/stack-model.ts'

function preset(name: string): Architecture {
  const read = readArchitecture(readFileSync(new URL(`../../../resources/presets/${name}.json`, import.meta.url), 'utf8'))
  if (!read.ok) throw new Error(`${name} cannot be read`)
  return read.architecture
}

function modelOf(architecture: Architecture): StackModel {
  const { model } = buildStack(architecture)
  if (!model) throw new Error('It is not drawn.')
  return model
}

describe('the blocks of a stage', () => {
  it('are looked at once where they are the same: the first, the last, and one for all between', () => {
    for (const stage of modelOf(preset('resnet-1202')).stages) {
      expect(stage.blocks).toHaveLength(200)
      expect(new Set(stage.blocks.map(({ columns }) => columns)).size).toBe(3)
    }
  })

  it.each(['resnet-110', 'densenet-121', 'highway-19', 'fixup-resnet-110', 'inception-resnet-v2', 'ror-3-110', 'vgg-16'])(
    'of %s look as each would look alone, with its own layers and costs',
    (name) => {
      const architecture = preset(name)
      const lowered = lower(architecture)
      if (!lowered.ok) throw new Error(`${name} cannot be lowered`)
      const { graph } = lowered
      for (const stage of modelOf(architecture).stages) {
        for (const [index, block] of stage.blocks.entries()) {
          const pooling = index === stage.blocks.length - 1 && stage.pool !== null
          const layers = graph.layers.filter(
            ({ place }) => place.part === 'stage' && place.stage === stage.index && place.block === index,
          )
          const join = graph.joins.findLast((one) => one.name === `stage${stage.index + 1}.block${index + 1}`)
          const { columns, shortcut, shortcutWords, around, join: mark, gate } = block
          expect(block).toMatchObject({ stage: stage.index, index })
          expect(block.layers.map(({ layer }) => layer.name)).toEqual(layers.map((layer) => layer.name))
          expect(block.parameters).toBe(block.layers.reduce((sum, layer) => sum + layer.parameters, 0))
          if (!pooling)
            expect({ columns, shortcut, shortcutWords, around, join: mark, gate }).toEqual(pictureOf(graph, layers, join))
        }
      }
    },
  )
})
