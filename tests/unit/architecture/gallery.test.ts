/** The gallery: every preset once, in a family with a paper, and no figure that its paper does not print. */
import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import {
  citation,
  familySchema,
  figureSource,
  figureText,
  isNetworkFound,
  sourceOf,
  type Preset,
} from '../../../core/architecture/gallery.ts'
import { loadGallery, presetNames } from '../../../core/architecture/presets.ts'

const gallery = await loadGallery()
function preset(id: string): Preset {
  const found = gallery.find((one) => one.id === id)
  if (!found) throw new Error(`There is no preset ${id}.`)
  return found
}

describe('the gallery', () => {
  it('has every preset exactly once', async () => {
    expect(gallery.map(({ id }) => id).sort()).toEqual((await presetNames()).sort())
  })

  it('is ordered by the papers, and keeps the networks of a family together', () => {
    const months = gallery.map(({ paper }) => paper.first)
    expect(months).toEqual(months.toSorted())
    const starts = gallery.filter(({ family }, index) => family !== gallery[index - 1]?.family)
    expect(new Set(starts.map(({ family }) => family)).size).toBe(starts.length)
  })

  it('says which data set a figure is of, and none of another kind of picture', () => {
    for (const { figures, architecture } of gallery) {
      for (const { dataset } of figures) expect(dataset.startsWith('CIFAR')).toBe(architecture.head.classes === 10)
    }
  })

  it("has the errors of He et al. 2016's table 6, which trains option A", () => {
    const errors = ['20', '32', '44', '56', '110', '1202'].map((depth) => preset(`resnet-${depth}`).figures[0]?.error)
    expect(errors).toEqual([8.75, 7.51, 7.17, 6.97, 6.43, 7.93])
    expect(preset('resnet-20-b').figures).toEqual([])
  })

  it("has the errors of He et al. 2016's tables 2 and 3", () => {
    const errorsOf = (id: string) => preset(id).figures.map(({ error, top5 }) => [error, top5])
    expect(errorsOf('resnet-34-a')).toEqual([[25.03, 7.76]])
    expect(errorsOf('resnet-34')).toEqual([[24.52, 7.46]])
    expect(errorsOf('resnet-34-c')).toEqual([[24.19, 7.4]])
    expect(errorsOf('resnet-152-v1')).toEqual([[21.43, 5.71]])
    expect(errorsOf('plain-34')).toEqual([[28.54, 10.02]])
    expect(errorsOf('resnet-18-a')).toEqual([[27.88, undefined]])
  })

  it('says of every other figure that it is unchecked, but for those that were looked up', () => {
    const lookedUp = ['highway-19 7.54', 'highway-32 8.8', 'pre-resnet-164 5.46', 'pre-resnet-1001 4.92', 'pre-resnet-1001 4.62']
    const others = ['wrn-28-10 4', 'wrn-28-10 19.25', 'vgg-16 28.07']
    const checked = gallery
      .filter(({ paper }) => paper.cited !== 'He et al. 2016')
      .flatMap(({ id, figures }) => figures.filter(({ unchecked }) => !unchecked).map(({ error }) => `${id} ${error}`))
    expect(checked.sort()).toEqual([...lookedUp, ...others].sort())
    const [figure] = preset('se-resnet-50').figures
    if (figure === undefined) throw new Error('There is no figure.')
    expect(figureText(figure)).toBe('23.29 % on ImageNet, top-5 6.62 % (unchecked)')
    expect(figureSource(figure)).toBe('ImageNet, table 2: single crop, 224 × 224; from memory, not held against the print yet')
  })

  it('cites', () => {
    expect(sourceOf(preset('resnet-20'))).toBe('He et al. 2016, section 4.2')
    expect(citation(preset('vgg-16').paper)).toBe(
      'Karen Simonyan, Andrew Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition. ICLR 2015.',
    )
    expect(preset('resnet-34').figures.map(figureText)).toEqual(['24.52 % on ImageNet, top-5 7.46 %'])
  })
})

describe('a search', () => {
  const found = (query: string) => gallery.filter((one) => isNetworkFound(one, query)).map(({ id }) => id)

  it('finds by name, family, author, year and words of the title, in any order', () => {
    expect(found('ResNet-110 CIFAR')).toEqual(['resnet-110', 'resnet-110-b', 'resnet-110-c'])
    expect(found('zisserman')).toContain('vgg-16')
    expect(found('2015 iclr large-scale')).toContain('vgg-19')
    expect(found('cifar plain-5')).toEqual(['plain-56'])
    expect(found('')).toHaveLength(gallery.length)
    expect(found('zisserman residual')).toEqual([])
  })

  it('finds by kinds of block and by options, in the words of their rules', () => {
    expect(found('SE').filter((id) => id.startsWith('se-'))).toEqual(['se-resnet-50'])
    expect(found('grouped 32')).toEqual(['resnext-50-32x4d', 'resnext-101-32x8d'])
    expect(found('pre-activation option A')).toEqual(['pre-resnet-110'])
    expect(found('full pre-activation bottleneck')).toEqual(['pre-resnet-164', 'pre-resnet-1001'])
    expect(found('dense growth').every((id) => id.startsWith('densenet'))).toBe(true)
    expect(found('concatenated')).toEqual(found('densenet'))
    expect(found('gated')).toEqual(['highway-19', 'highway-32'])
    expect(found('RoR-3')).toEqual(['ror-3-110'])
    expect(found('learned scalar bias fixup')).toEqual(['fixup-resnet-110'])
    expect(found('dropout hidden').sort()).toEqual(['alexnet', 'vgg-16', 'vgg-16-bn', 'vgg-19', 'vgg-19-bn'])
  })
})

describe('a file of the gallery', () => {
  it('refuses what is misspelt', async () => {
    const folder = new URL('../../../resources/gallery/', import.meta.url)
    const [first = ''] = await readdir(folder)
    const family: unknown = JSON.parse(await readFile(new URL(first, folder), 'utf8'))
    expect(familySchema.safeParse(family).success).toBe(true)
    expect(familySchema.safeParse({ ...Object(family), paprs: [] }).success).toBe(false)
  })
})
