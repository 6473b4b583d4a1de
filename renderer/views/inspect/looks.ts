/**
 * What the window shows of each kind of analysis: the numbers it is asked with beside the images, and its pages. A kind of core that has no line here does
 * not compile; one without figures of its own is shown by `ResultTable`.
 */
import type { Component } from 'vue'
import { analyses, analysisKinds, type AnalysisKind, type OptionsOf } from '../../../core/inspect/analyses.ts'
import LesionFigures from './lesions/LesionFigures.vue'
import EnsembleFigures from './predictions/EnsembleFigures.vue'
import ErrorFigures from './predictions/ErrorFigures.vue'
import ResultTable from './plot/ResultTable.vue'
import ResponseFigures from './responses/ResponseFigures.vue'

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
  /** What core has no usual value of. */
  readonly usual?: object
  readonly pages: readonly Page[]
}

const own = (kind: AnalysisKind, figures: Component): Page => {
  const { title, answers, source } = analyses[kind]
  return { id: kind, title, answers, source, fewestRuns: 1, figures }
}

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
    ],
  },
  responses: { numbers: [], pages: [own('responses', ResponseFigures)] },
  lesions: {
    numbers: [
      { name: 'draws', caption: 'Draws', min: 0, max: 100, hint: 'of each number of blocks, and of pairs' },
      { name: 'most', caption: 'At most', min: 0, max: 1000, hint: 'blocks left out, and pairs swapped' },
    ],
    pages: [own('lesions', LesionFigures)],
  },
  gradients: { numbers: [], pages: [own('gradients', ResultTable)] },
  surface: { numbers: [], usual: { over: { kind: 'line' } }, pages: [own('surface', ResultTable)] },
}

export interface KnownPage extends Page {
  readonly kind: AnalysisKind
  readonly numbers: readonly NumberOption[]
  readonly usual: object
}

/** All pages, in the order of the kinds. */
export const pages: readonly KnownPage[] = analysisKinds.flatMap((kind) =>
  looks[kind].pages.map((page) => ({ ...page, kind, numbers: looks[kind].numbers, usual: looks[kind].usual ?? {} })),
)
