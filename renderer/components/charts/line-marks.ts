/** Marks that belong to single lines: markers that tell runs of one colour apart, and places where a value was not finite. */
import { indexAt } from './chart.ts'
import { xAtPixel, xPixel, yPixel, type ChartLayout, type Plot } from './chart-layout.ts'
import type { Marker } from './run-colour.ts'

/** Pixels from one marker of a line to the next. */
const markerDistance = 160

export interface PlacedMarker {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly marker: Marker
  readonly colour: string
}

export function markersOf(layout: ChartLayout, plot: Plot): PlacedMarker[] {
  const { lines } = plot.panel
  // Where a run has a bold line, that one is told apart by them, and the thin one beside it by its colour and dashes.
  const isBold = lines.some(({ weight }) => weight === 'bold')
  const marked = lines.filter(({ marker, weight, x }) => marker !== null && x.length > 0 && (weight === 'bold' || !isBold))
  return marked.flatMap(({ id, x, y, marker, colour }, order) => {
    if (marker === null) return []
    const placed: PlacedMarker[] = []
    // Those of lines that lie near each other stand beside each other.
    const begin = layout.left + markerDistance * ((order + 0.5) / marked.length)
    for (let pixel = begin; pixel < layout.right; pixel += markerDistance) {
      const index = indexAt(x, xAtPixel(layout, pixel))
      const [at, value] = [x[index], y[index]]
      // Where the line has a point, or it would lie beside it.
      if (at === undefined || value === undefined || !Number.isFinite(value) || index === x.length - 1) continue
      const [left, top] = [xPixel(layout, at), yPixel(plot, value)]
      if (left < layout.left || top < plot.top || top > plot.bottom) continue
      placed.push({ id: `${plot.panel.id} ${id} ${pixel}`, x: left, y: top, marker, colour })
    }
    return placed
  })
}

const size = 3.4

export function markerPath(marker: Marker, x: number, y: number): string {
  switch (marker) {
    case 'circle':
      return `M${x - size} ${y}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`
    case 'square':
      return `M${x - size} ${y - size}h${2 * size}v${2 * size}h${-2 * size}Z`
    case 'triangle':
      return `M${x} ${y - size}l${size} ${2 * size}h${-2 * size}Z`
    case 'diamond':
      return `M${x} ${y - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}Z`
  }
}

export interface OddPlace {
  readonly id: string
  readonly x: number
  readonly textY: number
  readonly path: string
  readonly colour: string
  readonly text: string
  /** Whether its words stand beside it. */
  readonly room: boolean
}

/** Of places nearer to each other than this, in pixels, one is drawn. */
const oddDistance = 8
const oddTextRoom = 84

/** Below the words of the marks that go through all panels. */
const belowMarks = 22

/** A cross where a value was not a number, an arrow out of the plot where it was infinite. */
export function oddPlaces(layout: ChartLayout, plot: Plot): OddPlace[] {
  return plot.panel.lines.flatMap(({ id, odd, colour }) => {
    const seen = apart(
      odd.map(({ x, value }) => ({ x: xPixel(layout, x), value })).filter(({ x }) => x >= layout.left && x <= layout.right),
    )
    return seen.map(({ x, value }, at): OddPlace => {
      const below = value === Number.NEGATIVE_INFINITY
      const y = below ? plot.bottom - 7 : plot.top + Math.min(belowMarks, (plot.bottom - plot.top) / 2)
      const tip = below ? 4 : -4
      const path = Number.isNaN(value)
        ? `M${x - 3.5} ${y - 3.5}l7 7M${x + 3.5} ${y - 3.5}l-7 7`
        : `M${x} ${y - tip}V${y + tip}M${x - 3} ${y + tip / 4}L${x} ${y + tip}L${x + 3} ${y + tip / 4}`
      const text = Number.isNaN(value) ? 'not a number' : below ? 'minus infinite' : 'infinite'
      const room = x + oddTextRoom < Math.min(layout.right, seen[at + 1]?.x ?? Infinity)
      return { id: `${plot.panel.id} ${id} ${x}`, x, textY: y + 4, path, colour, text, room }
    })
  })
}

function apart<T extends { readonly x: number }>(places: readonly T[]): T[] {
  const kept: T[] = []
  for (const place of places) if (place.x - (kept.at(-1)?.x ?? Number.NEGATIVE_INFINITY) >= oddDistance) kept.push(place)
  return kept
}
