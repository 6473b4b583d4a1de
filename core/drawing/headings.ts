/** Names of stem, stages and head over the drawing, shortened where they would touch their neighbour. */
import { blockRule } from '../architecture/blocks.ts'
import { headRule } from '../architecture/heads.ts'
import { stemRule } from '../architecture/stems.ts'
import { countText, countedText } from '../text/count-text.ts'
import type { PartId, StackLayout } from './stack-layout.ts'
import { textWidth } from './scene.ts'
import type { StackModel, StackStage } from './stack-model.ts'

export interface Heading {
  readonly part: PartId
  readonly title: string
  /** Empty where there is no room for it. */
  readonly subtitle: string
  readonly x: number
  readonly anchor: 'start' | 'end'
}

const titleLetter = 6.9
const clearance = 8

/** `6 basic, 256`: number and kind of blocks, width; then shorter and shorter. */
function stageSummaries({ stage, blocks }: StackStage): [string, ...string[]] {
  const kinds = `${countText(blocks.length)} ${blockRule(stage.kind).word}`
  return [`${kinds}, ${countText(stage.width)}`, kinds, countedText(blocks.length, 'block'), `×${countText(blocks.length)}`]
}

/** `7×7, 64, /2`: the stem as its rule tells it. */
function stemSummary({ architecture: { stem } }: StackModel): string {
  return stem === null ? '' : stemRule(stem.kind).describe(stem)
}

function headSummary({ architecture: { head } }: StackModel): string {
  return headRule(head.kind).describe(head)
}

/** One heading a span, left to right. The name of a stage is never left out, the stem's is, and what follows a name, when it would touch the next. */
export function headingsOf(model: StackModel, layout: StackLayout): Heading[] {
  const starts = layout.spans.map((span) => span.x0)
  const head = layout.spans[layout.spans.length - 1]
  const headLeft = head ? head.x1 - textWidth('Head', titleLetter) : 0
  return layout.spans.map((span, index) => {
    if (span.part === 'head') {
      const before = layout.spans[index - 1]
      const stage = before && typeof before.part === 'number' ? model.stages[before.part] : undefined
      const text = headSummary(model)
      const taken = before ? before.x0 + textWidth(stage ? stageSummaries(stage)[0] : '') : 0
      const fits = span.x1 - textWidth(text) > taken + clearance
      return { part: span.part, title: 'Head', subtitle: fits ? text : '', x: span.x1, anchor: 'end' }
    }
    const next = starts[index + 1]
    const end = index === layout.spans.length - 2 ? headLeft : (next ?? layout.width)
    // The stem's name stands over the image: that is where the network begins.
    const x = span.part === 'stem' ? 0 : span.x0
    const room = end - x - clearance
    const shortest = (texts: readonly string[], letter?: number): string =>
      texts.find((text) => textWidth(text, letter) <= room) ?? ''
    if (span.part === 'stem') {
      const full = stemSummary(model)
      const title = shortest(['Stem'], titleLetter)
      const subtitle = title === '' ? '' : shortest([full, full.split(',')[0] ?? ''])
      return { part: span.part, title, subtitle, x, anchor: 'start' }
    }
    const number = typeof span.part === 'number' ? span.part + 1 : 0
    const stage = model.stages[number - 1]
    const title = shortest([`Stage ${number}`], titleLetter) || String(number)
    return {
      part: span.part,
      title,
      subtitle: stage ? shortest(stageSummaries(stage)) : '',
      x: span.x0,
      anchor: 'start',
    }
  })
}
