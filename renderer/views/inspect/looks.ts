/**
 * What the window shows of each kind of analysis: the numbers it is asked with beside the images, and its pages. A kind of core that has no line here does
 * not compile.
 */
import type { Component } from 'vue'
import { analyses, analysisKinds, type AnalysisKind, type OptionsOf } from '../../../core/inspect/analyses.ts'
import type { SplitName } from '../../../core/datasets/dataset.ts'
import DeviceFigures from './devices/DeviceFigures.vue'
import GradientFigures from './gradients/GradientFigures.vue'
import LesionFigures from './lesions/LesionFigures.vue'
import GrowthFigures from './growth/GrowthFigures.vue'
import ImageFigures from './image/ImageFigures.vue'
import DuplicateFigures from './predictions/DuplicateFigures.vue'
import PathFigures from './paths/PathFigures.vue'
import EnsembleFigures from './predictions/EnsembleFigures.vue'
import ErrorFigures from './predictions/ErrorFigures.vue'
import LabelFigures from './predictions/LabelFigures.vue'
import ResponseFigures from './responses/ResponseFigures.vue'
import SurfaceFigures from './surface/SurfaceFigures.vue'
import SurfaceOptions from './surface/SurfaceOptions.vue'
import FeatureFigures from './transfer/FeatureFigures.vue'
import PlaceOptions from './transfer/PlaceOptions.vue'
import ProbeFigures from './transfer/ProbeFigures.vue'

export interface Page {
  readonly id: string
  readonly title: string
  /** What it answers, as a sentence. */
  readonly answers: string
  readonly source: string | null
  /** Runs that it needs at least. */
  readonly fewestRuns: number
  /** Takes `inspected`, runs of this kind's results. */
  readonly figures: Component
}

/** A whole number among the options. */
export interface NumberOption<Name extends string = string> {
  readonly name: Name
  readonly caption: string
  readonly min: number
  readonly max: number
  readonly hint: string
}

interface Look<Kind extends AnalysisKind> {
  readonly numbers: readonly NumberOption<Extract<keyof OptionsOf<Kind>, string>>[]
  /** What is usual here, where core says nothing or another thing. */
  readonly usual?: object
  /** Which images are counted, where that is no choice. */
  readonly countedIn?: SplitName
  /** Fields for what is no number: takes `options`, `steps` and `stages`, gives `change` and `wrong`. */
  readonly fields?: Component
  readonly pages: readonly Page[]
}

const own = (kind: AnalysisKind, figures: Component): Page => {
  const { title, answers, source } = analyses[kind]
  return { id: kind, title, answers, source, fewestRuns: 1, figures }
}

/** What training met, and few of it: a gradient and a point of a surface take as long as many images ask for. */
const fewOfTraining = { split: 'train', images: 1024 }

const looks: { readonly [Kind in AnalysisKind]: Look<Kind> } = {
  predictions: {
    numbers: [],
    pages: [
      {
        id: 'errors',
        title: 'Errors',
        answers: 'Which classes are taken for which, what is most confidently wrong, and whether it is as sure as it is right.',
        source: 'Calibration: Guo et al. 2017, sections 2 and 4',
        fewestRuns: 1,
        figures: ErrorFigures,
      },
      {
        id: 'ensemble',
        title: 'Ensemble',
        answers: 'How often several runs are wrong as one, and how far they agree.',
        source: null,
        fewestRuns: 2,
        figures: EnsembleFigures,
      },
      {
        id: 'labels',
        title: 'Likely wrong labels',
        answers: 'Of which images another class than their label’s is confident.',
        source: 'Northcutt, Jiang & Chuang 2021, sections 3.1 and 3.3',
        fewestRuns: 1,
        figures: LabelFigures,
      },
    ],
  },
  image: {
    numbers: [{ name: 'image', caption: 'Image', min: 0, max: 100_000_000, hint: 'its place in the split' }],
    pages: [own('image', ImageFigures)],
  },
  duplicates: { numbers: [], countedIn: 'test', pages: [own('duplicates', DuplicateFigures)] },
  responses: { numbers: [], pages: [own('responses', ResponseFigures)] },
  growth: { numbers: [], usual: { images: 1000 }, pages: [own('growth', GrowthFigures)] },
  lesions: {
    numbers: [
      { name: 'draws', caption: 'Draws', min: 0, max: 100, hint: 'of each number of blocks, and of pairs' },
      { name: 'most', caption: 'At most', min: 0, max: 1000, hint: 'blocks left out, and pairs swapped' },
    ],
    pages: [own('lesions', LesionFigures)],
  },
  paths: {
    numbers: [{ name: 'draws', caption: 'Draws', min: 1, max: 1000, hint: 'of paths of each length, and of cut networks' }],
    usual: { images: 1000 },
    pages: [own('paths', PathFigures)],
  },
  gradients: { numbers: [], usual: fewOfTraining, pages: [own('gradients', GradientFigures)] },
  surface: {
    numbers: [],
    usual: { ...fewOfTraining, over: { kind: 'line' } },
    fields: SurfaceOptions,
    pages: [own('surface', SurfaceFigures)],
  },
  features: { numbers: [], fields: PlaceOptions, pages: [own('features', FeatureFigures)] },
  linearProbe: {
    numbers: [],
    usual: { images: 5000 },
    countedIn: 'train',
    fields: PlaceOptions,
    pages: [own('linearProbe', ProbeFigures)],
  },
  devices: { numbers: [], pages: [own('devices', DeviceFigures)] },
}

export interface KnownPage extends Page {
  readonly kind: AnalysisKind
  readonly numbers: readonly NumberOption[]
  readonly usual: object
  readonly fields: Component | null
  readonly countedIn: SplitName | null
}

/** All pages, in the order of the kinds. */
export const pages: readonly KnownPage[] = analysisKinds.flatMap((kind) =>
  looks[kind].pages.map((page) => {
    const { numbers, usual = {}, fields = null, countedIn = null } = looks[kind]
    return { ...page, kind, numbers, usual, fields, countedIn }
  }),
)
