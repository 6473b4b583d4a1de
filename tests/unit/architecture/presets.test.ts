/** Counts of the presets against the literature and torchvision: facts that nobody here computed (He et al. 2016; Simonyan & Zisserman 2015). */
import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { plainTwin } from '../../../core/architecture/edit.ts'
import { readArchitecture, writeArchitecture } from '../../../core/architecture/file-format.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset, presetNames } from '../../../core/architecture/presets.ts'
import { analyse, type Analysis } from '../../../core/graph/analysis.ts'
import { readFile } from 'node:fs/promises'

async function preset(name: string): Promise<Architecture> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  return architecture
}

function analysisOf(architecture: Architecture): Analysis {
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
  return analyse(lowered.graph)
}

/** Table 2 of the facts: depth, then parameters and MACs of options A, B and C. */
const cifar: [number, [number, number, number], [number, number, number]][] = [
  [20, [269_722, 272_474, 283_962], [40_551_040, 40_813_184, 42_648_192]],
  [32, [464_154, 466_906, 489_594], [68_862_592, 69_124_736, 72_532_608]],
  [44, [658_586, 661_338, 695_226], [97_174_144, 97_436_288, 102_417_024]],
  [56, [853_018, 855_770, 900_858], [125_485_696, 125_747_840, 132_301_440]],
  [110, [1_727_962, 1_730_714, 1_826_202], [252_887_680, 253_149_824, 266_781_312]],
  [1202, [19_421_274, 19_424_026, 20_538_714], [2_829_238_912, 2_829_501_056, 2_986_263_168]],
]

describe('CIFAR nets', () => {
  for (const [depth, parameters, macs] of cifar) {
    it(`of ${depth} layers have the published counts with each shortcut option, and plain ones those of option A`, async () => {
      for (const [index, suffix] of ['', '-b', '-c'].entries()) {
        const analysis = analysisOf(await preset(`resnet-${depth}${suffix}`))
        expect(analysis).toMatchObject({ parameters: parameters[index], macs: macs[index], depth })
      }
      expect(analysisOf(await preset(`plain-${depth}`))).toMatchObject({ parameters: parameters[0], macs: macs[0], depth })
    })
  }

  it('have stages of 32×32×16, 16×16×32 and 8×8×64', async () => {
    const { layers } = analysisOf(await preset('resnet-56'))
    const ends = [1, 2, 3].map(
      (stage) => layers.find(({ layer }) => layer.name === `stage${stage}.block9.relu`)?.layer.outputShape,
    )
    expect(ends).toEqual([
      [32, 32, 16],
      [16, 16, 32],
      [8, 8, 64],
    ])
  })
})

/** Table 1 of the facts: torchvision's models. */
const imagenet: [string, number, number, number][] = [
  ['resnet-18', 11_689_512, 1_814_073_344, 18],
  ['resnet-34', 21_797_672, 3_663_761_408, 34],
  ['resnet-50', 25_557_032, 4_089_184_256, 50],
  ['resnet-101', 44_549_160, 7_801_405_440, 101],
  ['resnet-152', 60_192_808, 11_513_626_624, 152],
  ['vgg-16', 138_357_544, 15_470_264_320, 16],
  ['vgg-19', 143_667_240, 19_632_062_464, 19],
  ['vgg-16-bn', 138_365_992, 15_470_264_320, 16],
  ['vgg-19-bn', 143_678_248, 19_632_062_464, 19],
  ['alexnet', 61_100_840, 714_188_480, 8],
  ['resnext-50-32x4d', 25_028_904, 4_230_479_872, 50],
  ['resnext-101-32x8d', 88_791_336, 16_414_015_488, 101],
  ['wide-resnet-50-2', 68_883_240, 11_398_021_120, 50],
  // timm's seresnet50.
  ['se-resnet-50', 28_088_024, 4_091_699_200, 50],
  // timm's resnet50d: its stem has three layers.
  ['resnet-50-d', 25_576_264, 4_328_824_832, 52],
  ['densenet-121', 7_978_856, 2_834_161_664, 121],
  ['densenet-169', 14_149_480, 3_359_843_328, 169],
  ['densenet-201', 20_013_928, 4_291_365_888, 201],
]

/** Parameters as the papers round them (their tables), or as their authors' code has them; MACs of the PyTorch modules of tests/reference/gallery. */
const smaller: [string, number, number, number][] = [
  ['resnext-29-8x64d', 34_426_698, 5_387_266_048, 29],
  ['resnet-28-small', 272_474, 31_247_744, 20],
  ['ror-3-110', 1_731_866, 253_215_360, 110],
  ['pre-resnet-110', 1_727_962, 252_887_680, 110],
  ['pre-resnet-164', 1_703_258, 244_500_992, 164],
  ['pre-resnet-1001', 10_327_706, 1_487_849_984, 1001],
  // The papers' names count the projections too: 16, 28, 40.
  ['wrn-16-4', 2_748_890, 392_612_352, 14],
  ['wrn-28-10', 36_479_194, 5_243_328_768, 26],
  ['wrn-40-4', 8_949_210, 1_298_582_016, 38],
  ['densenet-40-12', 1_019_722, 264_812_928, 40],
  ['densenet-bc-100-12', 769_162, 287_929_692, 100],
  ['highway-19', 2_256_838, 330_826_728, 19],
  ['highway-32', 1_264_502, 230_089_704, 32],
  ['fixup-resnet-110', 1_720_138, 252_887_680, 110],
]

describe('ImageNet nets', () => {
  for (const [name, parameters, macs, depth] of imagenet) {
    it(`${name} has torchvision's counts`, async () => {
      expect(analysisOf(await preset(name))).toMatchObject({ parameters, macs, depth })
    })
  }

  for (const [name, parameters, macs, depth] of smaller) {
    it(`${name}, of small pictures, has the counts of its paper and its authors' code`, async () => {
      expect(analysisOf(await preset(name))).toMatchObject({ parameters, macs, depth })
    })
  }

  it("have the paper's FLOPs for its bottlenecks, which stride in the first 1×1: 3.8, 7.6 and 11.3 G", async () => {
    const gigas = await Promise.all(
      ['resnet-50-v1', 'resnet-101-v1', 'resnet-152-v1'].map(async (name) => analysisOf(await preset(name)).macs / 1e9),
    )
    expect(gigas.map((giga) => Math.floor(giga * 10) / 10)).toEqual([3.8, 7.5, 11.2])
    expect(analysisOf(await preset('resnet-50-v1')).parameters).toBe(25_557_032)
  })

  it('plain ones have the counts of the ResNet with option A', async () => {
    for (const depth of [18, 34]) {
      const plain = analysisOf(await preset(`plain-${depth}`))
      const residual = analysisOf(await preset(`resnet-${depth}-a`))
      expect(plain).toMatchObject({ parameters: residual.parameters, macs: residual.macs, depth })
    }
    // "3.6 G" in the paper's figure 3.
    expect((analysisOf(await preset('plain-34')).macs / 1e9).toFixed(1)).toBe('3.6')
  })

  it('end at 7×7 before the pooling of the head', async () => {
    const { layers } = analysisOf(await preset('resnet-50'))
    expect(layers.find(({ layer }) => layer.name === 'stage4.block3.relu')?.layer.outputShape).toEqual([7, 7, 2048])
  })

  it('VGG-16 sees 212 pixels before its head (Araujo et al. 2019, Computing Receptive Fields of CNNs)', async () => {
    const { layers } = analysisOf(await preset('vgg-16'))
    expect(layers.find(({ layer }) => layer.name === 'stage5.block3.pool')?.receptiveField).toBe(212)
  })
})

describe('the plain twin', () => {
  it('of a net with option A has exactly its parameters and MACs', async () => {
    for (const depth of [20, 110]) {
      const residual = await preset(`resnet-${depth}`)
      const [own, twin] = [analysisOf(residual), analysisOf(plainTwin(residual))]
      expect([twin.parameters, twin.macs, twin.depth]).toEqual([own.parameters, own.macs, own.depth])
      expect(twin.layers.some(({ layer }) => layer.kind === 'add')).toBe(false)
    }
  })
})

describe('preset files', () => {
  it('are canonical and without errors', async () => {
    const names = await presetNames()
    for (const name of names) {
      const text = await readFile(new URL(`../../../resources/presets/${name}.json`, import.meta.url), 'utf8')
      const read = readArchitecture(text)
      if (!read.ok) throw new Error(name)
      expect(writeArchitecture(read.architecture)).toBe(text)
      expect(lower(read.architecture)).toMatchObject({ ok: true, problems: [] })
    }
  })

  it('are null for a name that is none, and never a path out of the folder', async () => {
    expect(await loadPreset('resnet-21')).toBeNull()
    expect(await loadPreset('../recipes/quick')).toBeNull()
  })
})
