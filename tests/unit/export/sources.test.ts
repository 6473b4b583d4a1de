/** What an exported source promises to whoever reads it. That it computes the same is held in tests/reference. */
import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { readArchitecture, writeArchitecture } from '../../../core/architecture/file-format.ts'
import { exportedDesign, filesOf } from '../../../core/export/export.ts'
import type { ExportFormat } from '../../../core/export/formats.ts'
import { everyKind } from './every-kind.ts'
import { preset, smallVgg } from './networks.ts'

function source(architecture: Architecture, format: ExportFormat, features = false): string {
  const [file] = filesOf(exportedDesign(architecture), { format, withWeights: false, features }, 'network')
  return [...(file?.parts ?? [])].join('')
}

const sources = ['pytorch', 'keras'] as const

describe.each(sources)('%s', (format) => {
  it('writes a block once, however often it is used: ResNet-1202 in at most 120 lines', async () => {
    const deep = source(await preset('resnet-1202'), format)
    const lines = deep.split('\n')
    expect(lines.length).toBeLessThanOrEqual(120)
    // 200 blocks a stage; in two of three the first changes the shape.
    expect([...deep.matchAll(/range\((?:200|1, 201|199|2, 201)\)/g)]).toHaveLength(3)
  })

  it('keeps to lines of at most 100 letters', async () => {
    for (const name of ['resnet-20', 'resnet-50', 'vgg-16', 'plain-34', 'densenet-201']) {
      const code = source(await preset(name), format).replace(/"""[^]*?"""/g, '')
      expect(Math.max(...code.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
    }
  })

  it('says the counts of the literature in its first lines', async () => {
    const [header = ''] = source(await preset('resnet-50'), format).split('\nimport ')
    expect(header).toContain('25,557,032 parameters')
    expect(header).toContain('4,089,184,256 multiply-accumulates')
    expect(header).toContain('50 layers deep')
  })

  it('is the same after the design was saved and opened again', async () => {
    const architecture = await preset('resnet-20-b')
    const read = readArchitecture(writeArchitecture(architecture))
    expect(read.ok && source(read.architecture, format)).toBe(source(architecture, format))
  })

  it('holds no code that a design’s name could bring in', () => {
    const code = source({ ...smallVgg, name: '"""\nimport os # \\' }, format)
    expect(code.match(/"""/g)).toHaveLength(source(smallVgg, format).match(/"""/g)?.length ?? 0)
    expect(code).not.toMatch(/^import os/m)
  })

  it('gives the maps at the ends of the stages where they are asked for', () => {
    const plain = source(smallVgg, format)
    const mapped = source(smallVgg, format, true)
    for (const stage of ['stage1', 'stage2']) expect(mapped).toContain(`"${stage}"`)
    expect(plain).not.toContain('maps')
  })
})

it('classes are named after the kind of block, and what sets them apart', async () => {
  const code = source(await preset('resnet-50'), 'pytorch')
  expect([...code.matchAll(/^class (\w+)/gm)].map(([, name]) => name)).toEqual([
    'BottleneckShortcutBlock',
    'BottleneckBlock',
    'ResNet50',
  ])
})

it('DenseNet-121 has torchvision’s parts: a class for the layer, one for the transition, and a line for each dense block', async () => {
  const code = source(await preset('densenet-121'), 'pytorch', true)
  expect([...code.matchAll(/^class (\w+)/gm)].map(([, name]) => name)).toEqual(['DenseLayer', 'DenseTransition', 'DenseNet121'])
  expect(code).toContain('features.denseblock3 = named("denselayer", [DenseLayer(256 + 32 * i) for i in range(24)])')
  for (const end of ['"transition1": "stage1"', '"transition3": "stage3"', '"denseblock4": "stage4"']) expect(code).toContain(end)
})

it('a network deeper than Python’s recursion is told to Keras, and no other', async () => {
  expect(source(await preset('resnet-1202'), 'keras')).toContain('sys.setrecursionlimit(max(sys.getrecursionlimit(), 6000))')
  expect(source(await preset('resnet-110'), 'keras')).not.toContain('sys')
})

it('JSON has every layer with its shapes, and counts that add up', async () => {
  const { layers, parameters, macs } = JSON.parse(source(await preset('resnet-20'), 'json')) as {
    layers: { parameters: number; macs: number; outputShape: number[]; tensors: { pytorch: string }[] }[]
    parameters: number
    macs: number
  }
  expect([parameters, macs]).toEqual([269_722, 40_551_040])
  expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(parameters)
  expect(layers.reduce((sum, layer) => sum + layer.macs, 0)).toBe(macs)
  expect(layers.at(-1)?.outputShape).toEqual([10])
})

describe('branches of every form', () => {
  const written = (format: ExportFormat): string => {
    const [file] = filesOf(everyKind(), { format, withWeights: false, features: false }, 'network')
    return [...(file?.parts ?? [])].join('')
  }

  it('a dense stage whose blocks grow is one line', () => {
    expect(written('pytorch')).toContain('*[DenseBlock(8 + 4 * i) for i in range(4)]')
  })

  it('what is read twice is computed once', () => {
    const forward = written('pytorch').split('class GatedBlock(')[1]?.split('class ')[0] ?? ''
    expect(forward.match(/self\.gate\(/g)).toHaveLength(1)
    expect(forward).toMatch(/y \* z \+ x \* \(1 - z\)/)
  })

  it('values that layers ask for at the start are said, and the network’s rule', () => {
    const pytorch = written('pytorch')
    expect(pytorch).toContain('nn.init.xavier_uniform_')
    expect(pytorch).toContain('if name.endswith(".conv1.weight"):\n                parameter.data.mul_(0.5)')
    expect(pytorch).toMatch(/\.conv2\.weight.*\.bn\.weight.*\n\s*nn\.init\.constant_\(parameter, 0\)/)
    expect(written('keras')).toContain('GlorotUniform')
  })
})
