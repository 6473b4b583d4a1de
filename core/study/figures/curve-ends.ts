/** Beside curves, where each seed ended: a column a variant, test errors filled, training errors open. */
import type { Box } from '../../drawing/clip.ts'
import { line, text, textRoom, type Shape } from '../../drawing/figure.ts'
import { toPixel, type Scale } from '../../drawing/scale.ts'
import { sampleOf } from '../../statistics/sample.ts'
import { panelTitle, yAxis } from './axes.ts'
import { percent, strokeOf, testErrorsOf, type DrawnVariant } from './drawn-study.ts'

/** A column a variant: its seeds beside each other, a line at the mean of their test errors. */
export function endsIn(variants: readonly DrawnVariant[], y: Scale, box: Box, first: boolean): Shape[] {
  const step = (box.right - box.left) / variants.length
  const up = (error: number): number => toPixel(y, 100 * error, box.bottom, box.top)
  const isRoomy = variants.every(({ name }) => textRoom(name) < step - 4)
  const columns = variants.flatMap((variant, place): Shape[] => {
    const { colour } = strokeOf(variant)
    const middle = box.left + step * (place + 0.5)
    const spread = Math.min(6, (step * 0.7) / Math.max(1, variant.runs.length))
    const mean = sampleOf(testErrorsOf(variant))?.mean ?? null
    const dots = variant.runs.flatMap((run, index): Shape[] => {
      const x = middle + (index - (variant.runs.length - 1) / 2) * spread
      return (['training', 'test'] as const).flatMap((split): Shape[] => {
        const error = run[split]
        if (error === null || !Number.isFinite(error)) return []
        const mark = { label: `${variant.name}, seed ${run.seed}: ${split} error ${percent(error)} %`, run: run.id }
        return [
          {
            kind: 'circle',
            x,
            y: up(error),
            r: split === 'test' ? 3 : 2.4,
            fill: split === 'test' ? colour : 'paper',
            stroke: colour,
            mark,
          },
        ]
      })
    })
    // Above every dot, training's too.
    const highest = Math.max(
      ...variant.runs.flatMap(({ training, test }) => [training ?? 0, test ?? 0]).filter(Number.isFinite),
      0,
    )
    return [
      ...(mean === null ? [] : [line(`M${middle - step * 0.32} ${up(mean)}H${middle + step * 0.32}`, colour, 1.6)]),
      ...dots,
      ...(mean === null
        ? []
        : [
            text(middle, up(highest) - 9, step > 34 ? percent(mean) : (100 * mean).toFixed(1), { anchor: 'middle', fill: 'ink' }),
          ]),
      text(middle, box.bottom + 16, isRoomy ? variant.name : shortened(variant.name, step), { anchor: 'middle' }),
    ]
  })
  return [
    ...panelTitle(box.left, box.top - 14, 'At the end', '%, a dot a seed'),
    ...yAxis(y, box, first ? String : null),
    ...columns,
  ]
}

/** As much of a name as has room; of networks of a family what tells them apart stands last. */
function shortened(name: string, room: number): string {
  const most = Math.max(2, Math.floor((room - 4) / 6.2))
  return name.length <= most ? name : `…${name.slice(1 - most)}`
}
