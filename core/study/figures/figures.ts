/** The figures of a study, each by its name: the same for the window, the command line, and the report. */
import type { DrawnFigure } from '../../drawing/figure.ts'
import { againstFigure, costs } from './against.ts'
import { barsFigure, stepsFigure } from './bars.ts'
import { curvesFigure } from './curves.ts'
import type { DrawnCurve, DrawnStudy } from './drawn-study.ts'
import { gradientFigure } from './gradient.ts'
import { isMatrix, matrixFigure } from './matrix.ts'

export const figureKinds = ['curves', 'bars', 'steps', 'gradient', ...costs, 'matrix'] as const
export type FigureKind = (typeof figureKinds)[number]

export const figureWords: Readonly<Record<FigureKind, string>> = {
  curves: 'Curves',
  bars: 'Bars',
  steps: 'Steps to an error',
  gradient: 'Gradient',
  depth: 'By depth',
  parameters: 'By parameters',
  macs: 'By MACs',
  time: 'By time',
  matrix: 'Matrix',
}

/** Those that say something of its variants. */
export function figuresOf(study: DrawnStudy): FigureKind[] {
  return figureKinds.filter((kind) => {
    if (kind === 'matrix') return isMatrix(study)
    if (kind === 'steps') return study.reach !== null
    return kind !== 'gradient' || study.variants.some(({ measured }) => measured.gradients.length > 0)
  })
}

/** `width` in px; `curves` are drawn by `curves` alone. */
export function studyFigure(kind: FigureKind, study: DrawnStudy, curves: readonly DrawnCurve[], width: number): DrawnFigure {
  switch (kind) {
    case 'curves':
      return curvesFigure(study, curves, width)
    case 'bars':
      return barsFigure(study, width)
    case 'steps':
      return stepsFigure(study, width)
    case 'gradient':
      return gradientFigure(study, width)
    case 'matrix':
      return matrixFigure(study, width)
    default:
      return againstFigure(study, kind, width)
  }
}
