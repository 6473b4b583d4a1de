/** Which figure of a run a tag is likely to be, by the words that people use. Nothing is imported by it unless a person agrees. */
import type { ElsewhereFigure, ElsewhereSeries } from '../../store/elsewhere.ts'

export type Split = 'train' | 'test' | 'validation'

export interface Proposal {
  readonly series: ElsewhereSeries
  readonly as: ElsewhereFigure['as']
}

const splitWords: readonly (readonly [Split, readonly string[]])[] = [
  ['validation', ['val', 'valid', 'validation', 'dev']],
  ['test', ['test', 'testing', 'eval', 'evaluation', 'holdout']],
  ['train', ['train', 'training', 'tr']],
]
const errorWords = ['error', 'err']
const accuracyWords = ['accuracy', 'acc', 'top1', 'prec1', 'acc1', 'precision1']
const lossWords = ['loss', 'nll', 'entropy', 'xent', 'crossentropy']

/** `Loss/train`, `epoch_val_accuracy`, `trainLoss` as words. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
}

/** What the last name of a folder says its figures are of; null where it says nothing. */
export function splitOfFolder(folder: string): Split | null {
  const words = wordsOf(folder.slice(folder.lastIndexOf('/') + 1))
  return words.length === 1 ? splitOf(words) : null
}

function splitOf(words: readonly string[]): Split | null {
  return splitWords.find(([, names]) => words.some((word) => names.includes(word)))?.[0] ?? null
}

/** `most`: its largest value, by which percents are told from fractions. Null where nothing is likely. */
export function proposalFor(folder: string, tag: string, most: number): Proposal | null {
  const words = wordsOf(tag)
  const has = (names: readonly string[]): boolean => words.some((word) => names.includes(word))
  const split = splitOf(words) ?? splitOfFolder(folder) ?? 'train'
  if (has(['lr']) || (has(['learning']) && has(['rate']))) return { series: 'learningRate', as: 'as it is' }
  if (has(['ms']) && has(['step'])) return { series: 'stepMs', as: 'as it is' }
  if (has(lossWords)) return { series: `${split}Loss`, as: 'as it is' }
  if (has(accuracyWords)) return { series: `${split}Error`, as: most > 1 ? 'accuracy in percent' : 'accuracy' }
  return has(errorWords) ? { series: `${split}Error`, as: most > 1 ? 'percent' : 'as it is' } : null
}

/** Whether it takes a person's word: what is called accuracy need not be the share that is right. */
export function isAccuracy({ as }: Pick<Proposal, 'as'>): boolean {
  return as === 'accuracy' || as === 'accuracy in percent'
}

/** As the figure has it, from what stands there. */
export function convert(as: ElsewhereFigure['as'], value: number): number {
  switch (as) {
    case 'as it is':
      return value
    case 'percent':
      return value / 100
    case 'accuracy':
      return 1 - value
    case 'accuracy in percent':
      return 1 - value / 100
  }
}
