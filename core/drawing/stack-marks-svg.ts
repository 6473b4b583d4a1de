/** Marks of the stack drawing as SVG: cells, the shortcuts over them, and where ways meet. */
import { cardinalityText, cellMarks, gateStrip, sheafWords } from './cell-marks.ts'
import { paperColours } from './paper-colours.ts'
import { countedText } from '../text/count-text.ts'
import { arcOver, junctionAfter, textWidth, type Levels } from './scene.ts'
import { cellHeight, toneOf, type Item } from './stack-layout.ts'
import type { JoinMark } from './stack-model.ts'

const { arc, axis, cellLine, paper, tones } = paperColours

/** The item at `index` with its shortcut and the mark in which its ways meet. */
export function itemSvg(items: readonly Item[], index: number, k: number, levels: Levels): string {
  const item = items[index]
  if (item === undefined) return ''
  const over = arcOver(items, index, k, levels)
  const end = over?.x1 ?? junctionAfter(items, index, k)
  const { block } = item
  return [
    over === null ? '' : shortcutSvg(item, over, levels),
    cellSvg(item, levels),
    block?.gate === 'end' && item.role === 'block' ? gateSvg(item, end, levels) : '',
    block?.join ? joinSvg(block.join, end, levels.spine) : '',
  ].join('')
}

function cellSvg(item: Item, levels: Levels): string {
  const { role, x, w, size } = item
  const height = cellHeight(size, levels.octave)
  const top = levels.spine - height / 2
  const box = (left: number, width: number, fill: string, stroke = cellLine): string =>
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${fill}" stroke="${stroke}"/>`
  const stride = item.stride > 1 ? `<text x="${x - 1}" y="${top + height + 12}">/${item.stride}</text>` : ''
  switch (role) {
    case 'input':
      return `<rect x="${x}" y="${top}" width="${w}" height="${height}" fill="none" stroke="${axis}" stroke-dasharray="2 2"/>`
    case 'pool':
    case 'head':
      return box(x, w, paper) + stride
    case 'node': {
      const sheet = Math.max(1, w - 8)
      return box(x + 8, sheet, paper) + box(x + 4, sheet, paper) + box(x, sheet, toneFill(item)) + stride
    }
    case 'sheaf': {
      const leaves = Array.from({ length: 9 }, (_, leaf) => `M${x + (w * (leaf + 0.5)) / 9} ${top}v${height}`).join('')
      const words = sheafWords(item)
      const [middle, wide] = [x + w / 2, textWidth(words) + 2]
      return `<path d="${leaves}" stroke="${cellLine}"/><rect x="${middle - wide / 2}" y="${levels.spine - 9}" width="${wide}" height="18" fill="${paper}"/><text x="${middle}" y="${levels.spine + 4}" text-anchor="middle">${words}</text>`
    }
    case 'conv':
    case 'block':
      return box(x, w, toneFill(item)) + dividedSvg(item, top, height) + stride
  }
}

const toneFill = ({ channels }: Item): string => tones[toneOf(channels)] ?? tones[0]

/** Lines within a cell: between its layers, between ways that lie side by side, between groups; and the strip of what gates it. */
function dividedSvg(item: Item, top: number, height: number): string {
  const { x, w, block } = item
  const strip = item.role === 'block' && block?.gate ? gateStrip : 0
  const { steps, ways, groups } = cellMarks(item, top, height - strip)
  const lines = [
    ...groups.map(({ x0, x1, y }) => `M${x0 + 1} ${y}H${x1 - 1}`),
    ...steps.map((step) => `M${step} ${top + 1}V${top + height - strip - 1}`),
  ].join('')
  const gaps = ways.map(
    ({ x0, x1, y }) => `<rect x="${x0 + 0.5}" y="${y - 1}" width="${x1 - x0 - 1}" height="2" fill="${paper}"/>`,
  )
  const cardinality = w > 14 && block?.index === 0 ? cardinalityText(item) : ''
  return [
    lines === '' ? '' : `<path d="${lines}" fill="none" stroke="${cellLine}" stroke-width="0.75" opacity="0.55"/>`,
    ...gaps,
    strip === 0
      ? ''
      : `<rect x="${x}" y="${top + height - strip}" width="${w}" height="${strip}" fill="${paper}" stroke="${cellLine}"/>`,
    block?.gate === 'inside' && w > 10 ? joinSvg('product', x + w - strip, top + height - strip / 2, strip / 2 - 0.4) : '',
    cardinality === ''
      ? ''
      : `<text x="${x + w}" y="${top + height + (item.stride > 1 && w < 38 ? 24 : 12)}" text-anchor="end">${cardinality}</text>`,
  ].join('')
}

function shortcutSvg(item: Item, over: NonNullable<ReturnType<typeof arcOver>>, { spine }: Levels): string {
  const form = item.block?.shortcut ?? 'none'
  const { x0, x1, y0, y1, path, middle } = over
  const dash =
    form === 'zeros'
      ? ' stroke-dasharray="0.1 3.2" stroke-linecap="round"'
      : item.role === 'sheaf'
        ? ' stroke-dasharray="5 3"'
        : ''
  const word = (text: string, y: number): string => `<text x="${(x0 + x1) / 2}" y="${y}" text-anchor="middle">${text}</text>`
  const words = item.w > 12 ? (item.block?.shortcutWords ?? '') : ''
  return [
    `<path d="M${x0} ${spine}V${y0}M${x1} ${spine}V${y1}" stroke="${arc}" stroke-width="0.6" opacity="0.5"/>`,
    `<path d="${path}" fill="none" stroke="${arc}" stroke-width="${form === 'zeros' ? 1.6 : 1.25}"${dash}/>`,
    item.role === 'node' ? word(countedText(item.count, 'block'), middle[1] - 6) : '',
    item.role === 'block' && form === 'projection' ? projectionSvg(middle) : '',
    item.role === 'block' && form === 'changed'
      ? `<circle cx="${middle[0]}" cy="${middle[1]}" r="2.6" fill="${paper}" stroke="${arc}" stroke-width="1.2"/>`
      : '',
    item.role === 'block' && words !== '' ? word(words, middle[1] - 7) : '',
  ].join('')
}

/** The square of a shortcut with weights, around its middle. */
export function projectionSvg([x, y]: readonly [number, number]): string {
  return `<rect x="${x - 3.5}" y="${y - 3.5}" width="7" height="7" fill="${paper}" stroke="${arc}" stroke-width="1.2"/>`
}

function gateSvg(item: Item, end: number, { spine, octave }: Levels): string {
  const y = spine + cellHeight(item.size, octave) / 2 - gateStrip / 2
  return `<path d="M${item.x + item.w} ${y}H${end}V${spine}" fill="none" stroke="${arc}" stroke-width="0.75"/>`
}

/** Where ways meet: a plus adds them, a cross multiplies them, a dot gates them, two bars stand for channels side by side. */
export function joinSvg(mark: JoinMark, x: number, y: number, radius = 3.2): string {
  const lines = (path: string, width: number): string => `<path d="${path}" fill="none" stroke="${arc}" stroke-width="${width}"/>`
  if (mark === 'concatenation') {
    const [half, high] = [radius * 0.35, radius * 1.4]
    const ground = `<rect x="${x - radius * 0.6}" y="${y - high}" width="${radius * 1.2}" height="${2 * high}" fill="${paper}"/>`
    return ground + lines(`M${x - half} ${y - high}V${y + high}M${x + half} ${y - high}V${y + high}`, 1.5)
  }
  const circle = `<circle cx="${x}" cy="${y}" r="${radius}" fill="${paper}" stroke="${arc}"/>`
  const [plus, cross] = [radius * 0.55, radius * 0.4]
  switch (mark) {
    case 'sum':
      return circle + lines(`M${x - plus} ${y}h${2 * plus}M${x} ${y - plus}v${2 * plus}`, 0.9)
    case 'product':
      return (
        circle +
        lines(`M${x - cross} ${y - cross}l${2 * cross} ${2 * cross}M${x - cross} ${y + cross}l${2 * cross} ${-2 * cross}`, 0.9)
      )
    case 'gate':
      return circle + `<circle cx="${x}" cy="${y}" r="${radius * 0.35}" fill="${arc}"/>`
  }
}
