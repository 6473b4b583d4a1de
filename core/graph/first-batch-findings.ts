/**
 * What the numbers of a first batch say, in sentences with the numbers in them. The limits are this lab's own, wide enough that every published
 * network of the gallery keeps within those of a broken one; docs/first-batch.md holds what they were chosen by.
 */
import type { FirstBatch, FirstBatchLayer } from './first-batch.ts'

export interface Finding {
  readonly about: 'numbers' | 'responses' | 'units' | 'gradients' | 'neighbours'
  /** `broken`: as it is, it hardly learns. `strained`: it may, with care for the rate. */
  readonly state: 'sound' | 'strained' | 'broken'
  /** What it is called: "dead", "vanishing"; of a sound one, nothing. */
  readonly word: string
  readonly text: string
}

/** Outputs this many times smaller or larger than those of the first layer; gradients that differ by this much between layers. */
const farApart = 1000
/** Share of units that never switch. With fewer images than these, many do not by chance. */
const mostFixed = 0.5
const imagesToTell = 32
/** Below it gradients of neighbours are as good as white noise: those of images that have nothing to do with each other reach 0.08. */
const leastCorrelation = 0.1

/** `images`: how many the batch had; null for noise, whose images are all alike to a convolution, so that units say nothing. */
export function findings(
  { layers, loss, correlations }: Pick<FirstBatch, 'layers' | 'loss' | 'correlations'>,
  images: number | null,
): Finding[] {
  const bad = notFinite(layers, loss)
  if (bad !== null) return [bad]
  const main = layers.filter(({ isWeighted, isOnMainPath }) => isWeighted && isOnMainPath)
  const silent = silentLayers(layers)
  return [
    responses(main.filter((layer) => !silent.has(layer))),
    images === null || images < imagesToTell ? null : units(layers),
    gradients(main, silent.size),
    neighbours(correlations),
  ].flatMap((finding) => finding ?? [])
}

/** Those that give 0 where later ones do not: branches that begin at zero, as Fixup's and those with a last scale of 0 do. */
function silentLayers(layers: readonly FirstBatchLayer[]): ReadonlySet<FirstBatchLayer> {
  const last = layers.findLastIndex(({ std }) => std !== 0)
  return new Set(layers.slice(0, last).filter(({ std }) => std === 0))
}

/** "dead, shattered", or "sound". */
export function verdict(all: readonly Finding[]): string {
  const words = [...new Set(all.flatMap(({ word }) => (word === '' ? [] : [word])))]
  return words.length === 0 ? 'sound' : words.join(', ')
}

function notFinite(layers: readonly FirstBatchLayer[], loss: number): Finding | null {
  const about = { about: 'numbers', state: 'broken', word: 'not finite' } as const
  const forward = layers.find(({ std }) => !Number.isFinite(std))
  if (forward !== undefined) return { ...about, text: `The output of ${forward.name} is not finite.` }
  if (!Number.isFinite(loss)) return { ...about, text: 'The loss is not finite.' }
  const back = layers.findLast(({ gradientNorm, weightGradientNorm }) => isBad(gradientNorm) || isBad(weightGradientNorm))
  return back === undefined ? null : { ...about, text: `The gradient of ${back.name} is not finite.` }
}

const isBad = (value: number | null): boolean => value !== null && !Number.isFinite(value)

/** Outputs of weighted layers, before BN; the class scores are no response. */
function responses(main: readonly FirstBatchLayer[]): Finding | null {
  const stds = main.slice(0, -1).map(({ std }) => std ?? NaN)
  const [first = 0, last = first] = [stds[0], stds.at(-1)]
  if (stds.length < 2) return null
  const about = { about: 'responses' } as const
  const small = stds.filter((std) => std < first / farApart).length
  const large = stds.filter((std) => std > first * farApart).length
  const ends = `std ${short(first)} at the first, ${short(last)} at the last`
  if (first === 0 || small > 0) {
    const text = `Of ${stds.length} layers, ${small} give less than a thousandth of the first one's std: ${ends}.`
    return { ...about, state: 'broken', word: 'vanishing', text }
  }
  if (large > 0) {
    const text = `Of ${stds.length} layers, ${large} give more than a thousand times the first one's std: ${ends}.`
    return { ...about, state: 'broken', word: 'exploding', text }
  }
  const range = `between ${short(Math.min(...stds) / first)} and ${short(Math.max(...stds) / first)} times the first`
  return {
    ...about,
    state: 'sound',
    word: '',
    text: `Outputs keep their size over ${stds.length} layers: ${ends}, all ${range}.`,
  }
}

/** A layer whose units are each 0 for every image, or for none, is linear on this batch, and what is 0 learns nothing. */
function units(layers: readonly FirstBatchLayer[]): Finding | null {
  const rectifying = layers.flatMap(({ deadShare, openShare }) =>
    deadShare === null || openShare === null ? [] : [{ dead: deadShare, open: openShare }],
  )
  const last = rectifying.at(-1)
  if (last === undefined) return null
  const fixed = rectifying.filter(({ dead, open }) => dead + open > mostFixed).length
  const ofLast = `of the last one's, ${percent(last.dead)} are 0 for every image and ${percent(last.open)} for none`
  const about = { about: 'units' } as const
  if (fixed === 0) {
    return {
      ...about,
      state: 'sound',
      word: '',
      text: `Units of all ${rectifying.length} rectifying layers switch between images: ${ofLast}.`,
    }
  }
  const text = `In ${fixed} of ${rectifying.length} rectifying layers more than half of all units never switch: ${ofLast}.`
  return last.dead + last.open > mostFixed
    ? { ...about, state: 'broken', word: 'dead', text }
    : { ...about, state: 'strained', word: 'partly dead', text }
}

/** Of each layer the gradient by its weights ÷ the weights: what a step changes of them, at one rate. Weights that begin at 0 have no such share. */
function gradients(main: readonly FirstBatchLayer[], silent: number): Finding | null {
  const about = { about: 'gradients' } as const
  const shares = main.flatMap(({ weightGradientNorm, weightNorm }) =>
    weightNorm === 0 || weightNorm === null || weightGradientNorm === null ? [] : [weightGradientNorm / weightNorm],
  )
  const none = shares.filter((share) => share === 0).length
  if (none > 0 && silent === 0) {
    const text = `No gradient reaches the weights of ${none} of ${shares.length} layers.`
    return { ...about, state: 'broken', word: 'no gradient', text }
  }
  const reached = shares.filter((share) => share > 0)
  const [first = 0, last = 0] = [reached[0], reached.at(-1)]
  if (reached.length < 2) return null
  const range = Math.max(...reached) / Math.min(...reached)
  const held = none === 0 ? '' : ` Branches that begin at 0 hold that of ${none} others back in the first step.`
  const ends = `relative to its weights, the gradient of the first layer is ${short(first / last)} times the last one's`
  const text = `Gradients of ${reached.length} layers differ by up to ${short(range)} times: ${ends}.${held}`
  if (range <= farApart) return { ...about, state: 'sound', word: '', text }
  return { ...about, state: 'broken', word: first > last ? 'exploding gradients' : 'vanishing gradients', text }
}

function neighbours(correlations: readonly number[]): Finding | null {
  const [nearest] = correlations
  if (nearest === undefined) return null
  const about = { about: 'neighbours' } as const
  if (!Number.isFinite(nearest)) {
    return { ...about, state: 'broken', word: 'no gradient', text: 'No gradient reaches the image.' }
  }
  const value = nearest
    .toFixed(2)
    .replace(/^-(0\.00)$/, '$1')
    .replace('-', '−')
  const text = `Gradients at neighbouring images correlate by ${value}`
  return nearest < leastCorrelation
    ? { ...about, state: 'strained', word: 'shattered', text: `${text}: they are as good as white noise.` }
    : { ...about, state: 'sound', word: '', text: `${text}.` }
}

/** "0.012", "1.4", "3.1e5" */
function short(value: number): string {
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-3 || size >= 1e4)
    ? value.toExponential(1).replace('e+', 'e').replace('e-', 'e−')
    : String(Number(value.toPrecision(2)))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`
}
