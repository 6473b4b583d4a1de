/** A figure as a file of SVG that needs nothing else, on white. */
import { markupText } from '../text/markup-text.ts'
import type { DrawnFigure, Ink, Shape } from './figure.ts'
import { paperColours } from './paper-colours.ts'

const named: Readonly<Record<Exclude<Ink, `${string}-${number}`> | 'ink-2' | 'ink-3', string>> = {
  paper: paperColours.paper,
  line: paperColours.line,
  axis: paperColours.axis,
  ink: paperColours.ink,
  'ink-2': paperColours.ink2,
  'ink-3': paperColours.ink3,
  bad: paperColours.bad,
}

/** On white paper. */
export function paperColour(ink: Ink): string {
  if (ink in named) return named[ink as keyof typeof named]
  const [of, place] = ink.split('-')
  const at = Number(place)
  const { runs, heat } = paperColours
  return (of === 'heat' ? heat[at] : runs[(at - 1) % runs.length]) ?? paperColours.ink
}

export function figureSvg({ title, about, width, height, shapes }: DrawnFigure): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="Inter, 'Liberation Sans', Arial, sans-serif" font-variant-numeric="tabular-nums">
<title>${markupText(title)}</title>
<desc>${markupText(about)}</desc>
<rect width="${width}" height="${height}" fill="${paperColours.paper}"/>
${shapes.map(shapeSvg).join('\n')}
</svg>
`
}

function shapeSvg(shape: Shape): string {
  switch (shape.kind) {
    case 'path':
      return `<path d="${shape.d}"${painted('fill', shape.fill)}${painted('stroke', shape.stroke)} stroke-width="${shape.width}"${shape.dash === undefined ? '' : ` stroke-dasharray="${shape.dash}"`}${faint(shape.opacity)} stroke-linejoin="round"/>`
    case 'circle':
      return `<circle cx="${cut(shape.x)}" cy="${cut(shape.y)}" r="${shape.r}"${painted('fill', shape.fill)}${painted('stroke', shape.stroke)} stroke-width="1.2">${titled(shape.mark?.label)}</circle>`
    case 'rect':
      return `<rect x="${cut(shape.x)}" y="${cut(shape.y)}" width="${cut(shape.width)}" height="${cut(shape.height)}"${painted('fill', shape.fill)}${faint(shape.opacity)}>${titled(shape.mark?.label)}</rect>`
    case 'text': {
      const halo = shape.halo === true ? ` stroke="${paperColours.paper}" stroke-width="3" paint-order="stroke"` : ''
      return `<text x="${cut(shape.x)}" y="${cut(shape.y)}" text-anchor="${shape.anchor}" font-size="${shape.size}" font-weight="${shape.weight}"${painted('fill', shape.fill)}${halo}>${markupText(shape.text)}</text>`
    }
  }
}

const cut = (value: number): number => Math.round(value * 100) / 100
const painted = (what: 'fill' | 'stroke', ink: Ink | null): string => ` ${what}="${ink === null ? 'none' : paperColour(ink)}"`
const faint = (opacity: number | undefined): string => (opacity === undefined ? '' : ` opacity="${opacity}"`)
const titled = (label: string | undefined): string => (label === undefined ? '' : `<title>${markupText(label)}</title>`)
