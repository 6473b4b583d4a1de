/** An axis of a figure: its unit by the size of its values, its ticks, and the way from values to pixels. */
import { figureText, type Figure } from '../../../../core/compare/figures.ts'
import { linearScale, logScale, toPixel } from '../../../../core/drawing/scale.ts'
import { formatAxisValue } from '../../../components/charts/ticks.ts'
import { formatScaled } from '../../../format.ts'

export interface FigureAxis {
  /** "Training time, min": with its unit, and "logarithmic" where it is. */
  readonly title: string
  readonly ticks: readonly { readonly value: number; readonly text: string }[]
  /** Px of a value as the run has it, between the two ends of the axis. */
  at(value: number, start: number, end: number): number
}

const units: Readonly<Partial<Record<Figure['kind'], readonly (readonly [size: number, word: string])[]>>> = {
  time: [
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
    [1, 'ms'],
  ],
  bytes: [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
    [1, 'B'],
  ],
}

/** `values` are as the runs have them; `most` is the number of ticks that have room. `fromZero`: for bars, whose length is the value. */
export function figureAxis(
  figure: Figure,
  values: readonly number[],
  options: { readonly most: number; readonly log: boolean; readonly fromZero?: boolean },
): FigureAxis {
  if (figure.choices) return choiceAxis(figure.name, figure.choices)
  const finite = values.filter((value) => Number.isFinite(value) && (!options.log || value > 0))
  const largest = Math.max(...finite, 0)
  const [size, word] = unitOf(figure.kind, largest)
  const low = finite.length === 0 ? 0 : Math.min(...finite) / size
  const high = finite.length === 0 ? 1 : largest / size
  const scale = options.log ? spread(low, high, options.most) : linearScale(options.fromZero ? 0 : low, high, options.most)
  const title = [figure.name, word, options.log ? 'logarithmic' : ''].filter(Boolean).join(', ')
  return {
    title,
    ticks: scale.ticks.map((tick) => ({ value: tick * size, text: tickText(figure, tick) })),
    at: (value, start, end) => toPixel(scale, value / size, start, end),
  }
}

/** A tick a word, half a place from both ends. */
function choiceAxis(title: string, choices: readonly string[]): FigureAxis {
  return {
    title,
    ticks: choices.map((text, value) => ({ value, text })),
    at: (value, start, end) => start + ((value + 0.5) / choices.length) * (end - start),
  }
}

/** A little beyond the values on both sides: a dot at the very edge is half cut. */
function spread(low: number, high: number, most: number): ReturnType<typeof logScale> {
  const margin = high > low ? (high / low) ** 0.05 : 1.5
  return logScale(low / margin, high * margin, most)
}

function unitOf(kind: Figure['kind'], largest: number): readonly [number, string] {
  if (kind === 'error') return [0.01, '%']
  const all = units[kind] ?? []
  return all.find(([size]) => largest >= 2 * size) ?? all.at(-1) ?? [1, '']
}

function tickText({ kind }: Figure, tick: number): string {
  return kind === 'count' && tick >= 10_000 ? formatScaled(tick, 1).replace('.0 ', ' ') : formatAxisValue(tick)
}

/** `Test error 8.75 %` */
export function valueText(figure: Figure, value: number | null): string {
  if (value !== null && figure.choices) return `${figure.name} ${figure.choices[value] ?? 'not known'}`
  return `${figure.name} ${value === null || !Number.isFinite(value) ? 'not known' : figureText(figure.kind, value)}`
}
