/** The stack drawing of a design as a file of SVG that needs nothing else, on white: as the Design view has it, without its tracks. */
import type { Architecture } from '../architecture/architecture.ts'
import { markupText } from '../text/markup-text.ts'
import { buildStack } from './build-stack.ts'
import { headingsOf } from './headings.ts'
import { funnelsOf, shapeLabelsOf } from './marks.ts'
import { outerArcs, outerRoom } from './outer-arcs.ts'
import { paperColours } from './paper-colours.ts'
import { levelsFor, topFor, type Levels } from './scene.ts'
import { fitStack, octaveFor, type StackLayout } from './stack-layout.ts'
import type { StackModel } from './stack-model.ts'
import { itemSvg, joinSvg, projectionSvg } from './stack-marks-svg.ts'

const { arc, axis, ink, ink2, ink3, lineStrong } = paperColours
/** Left of it the image's shape has its room. */
const margin = { left: 72, right: 20, bottom: 10 }
/** px of a canvas in the window whose drawing is as high. */
const canvasHeight = 640

/** `width` in px, which a very deep design exceeds. Null where the design cannot be drawn. */
export function stackSvg(architecture: Architecture, width: number): string | null {
  const { model } = buildStack(architecture)
  if (model === null) return null
  const layout = fitStack(model, width - margin.left - margin.right, 'auto')
  const rows = model.input[0]
  const levels = levelsFor(canvasHeight, rows, topFor(layout.items, octaveFor(canvasHeight, rows), outerRoom(model)), 0)
  const whole = Math.max(width, Math.ceil(layout.width) + margin.left + margin.right)
  const parts = [
    spine(layout, levels),
    funnels(layout, levels),
    headings(model, layout, levels),
    ...layout.items.map((_, index) => itemSvg(layout.items, index, layout.k, levels)),
    outers(model, layout, levels),
    shapes(model, layout, levels),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin.left} 0 ${whole} ${Math.ceil(levels.shapes) + margin.bottom}" role="img" aria-label="${markupText(`${architecture.name}, drawn`)}" font-family="sans-serif" font-size="11" fill="${ink2}">
${parts
  .filter((part) => part !== '')
  .map(rounded)
  .join('\n')}
</svg>
`
}

/** No more digits in attributes than can be seen. */
function rounded(markup: string): string {
  return markup.replace(/="[^"]*"/g, (attribute) =>
    attribute.replace(/\d+\.\d{3,}/g, (digits) => String(Math.round(Number(digits) * 100) / 100)),
  )
}

function spine({ width }: StackLayout, { spine: y }: Levels): string {
  return `<path d="M0 ${y}H${width + 10}" stroke="${arc}"/><path d="M${width + 10} ${y}l-5-2.6v5.2Z" fill="${arc}"/>`
}

function funnels(layout: StackLayout, levels: Levels): string {
  const path = funnelsOf(layout, levels)
    .map(({ x0, x1, top0, top1, bottom0, bottom1 }) => `M${x0} ${top0}L${x1} ${top1}M${x0} ${bottom0}L${x1} ${bottom1}`)
    .join('')
  return `<path d="${path}" fill="none" stroke="${axis}" stroke-width="0.75" opacity="0.75"/>`
}

function headings(model: StackModel, layout: StackLayout, levels: Levels): string {
  return headingsOf(model, layout)
    .map(({ part, title, subtitle, x, anchor }, index) => {
      const span = layout.spans[index]
      const name = `<text x="${x}" y="${levels.heading}" text-anchor="${anchor}" font-size="12" font-weight="600" fill="${ink}">${markupText(title)}</text>`
      const summary =
        subtitle === ''
          ? ''
          : `<text x="${x}" y="${levels.heading + 14}" text-anchor="${anchor}" fill="${ink3}">${markupText(subtitle)}</text>`
      const y = levels.bracket
      const bracket =
        span === undefined || part === 'head'
          ? ''
          : `<path d="M${span.x0} ${y + 4}V${y}H${span.x1}V${y + 4}" fill="none" stroke="${lineStrong}"/>`
      return name + summary + bracket
    })
    .join('\n')
}

function outers(model: StackModel, layout: StackLayout, levels: Levels): string {
  return outerArcs(model, layout, levels)
    .map(({ outer, path, start, end, foot, middle }) => {
      const risers = `<path d="M${start} ${levels.spine}V${foot}M${end} ${levels.spine}V${foot}" stroke="${arc}" stroke-width="0.6" opacity="0.5"/>`
      const dots = outer.shortcut === 'zeros' ? ' stroke-dasharray="0.1 3.2" stroke-linecap="round"' : ''
      const line = `<path d="${path}" fill="none" stroke="${arc}" stroke-width="1.25"${dots}/>`
      return risers + line + (outer.shortcut === 'projection' ? projectionSvg(middle) : '') + joinSvg('sum', end, levels.spine)
    })
    .join('\n')
}

function shapes(model: StackModel, layout: StackLayout, levels: Levels): string {
  return shapeLabelsOf(model, layout, levels)
    .map(({ x, text, leadX, leadFrom }) => {
      const lead =
        leadFrom === null
          ? ''
          : `<path d="M${leadX} ${leadFrom}V${levels.shapes - 11}" stroke="${axis}" stroke-width="0.75" stroke-dasharray="1.5 2.5"/>`
      return `${lead}<text x="${x}" y="${levels.shapes}" text-anchor="middle">${markupText(text)}</text>`
    })
    .join('\n')
}
