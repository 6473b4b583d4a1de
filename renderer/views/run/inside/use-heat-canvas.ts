/** Draws the cells of a heat map, at most once a frame. */
import { onBeforeUnmount, onMounted, watch, type ShallowRef } from 'vue'
import { useTheme } from '../../../app/theme.ts'
import type { TelemetryView } from '../../../../core/graph/telemetry.ts'
import { rowStrengths, strengths, type HeatScale } from '../../../components/charts/heat-scale.ts'

export interface HeatDrawing {
  readonly view: TelemetryView
  readonly scale: HeatScale
  /** Where columns begin and end in CSS pixels, one more than there are columns. */
  readonly edges: Float64Array
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}

export function useHeatCanvas(canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>, drawing: () => HeatDrawing): void {
  const { shown } = useTheme()
  let frame: number | null = null

  function draw(): void {
    frame = null
    if (canvas.value) drawHeat(canvas.value, drawing())
  }
  function schedule(): void {
    frame ??= requestAnimationFrame(draw)
  }
  watch([drawing, shown], schedule)
  onMounted(schedule)
  onBeforeUnmount(() => {
    if (frame !== null) cancelAnimationFrame(frame)
  })
}

function drawHeat(canvas: HTMLCanvasElement, { view, scale, edges, width, height }: HeatDrawing): void {
  const ratio = devicePixelRatio
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  const context = canvas.getContext('2d')
  const layers = view.of.length
  if (context === null || canvas.width === 0 || canvas.height === 0 || layers === 0) return
  const colours = heatColours()
  const rows = Math.min(layers, canvas.height)
  const edgeAt = (column: number): number => Math.round((edges[column] ?? 0) * ratio)
  view.steps.forEach((_, column) => {
    const strengthsOfRows = rowStrengths(scale, view.values.subarray(column * layers, (column + 1) * layers), rows)
    const x = edgeAt(column)
    const columnWidth = Math.max(1, edgeAt(column + 1) - x)
    // Equal neighbours are one rectangle.
    for (let row = 0; row < rows;) {
      const first = row
      while (row < rows && strengthsOfRows[row] === strengthsOfRows[first]) row += 1
      const top = Math.round((first / rows) * canvas.height)
      const bottom = Math.round((row / rows) * canvas.height)
      context.fillStyle = colours[(strengthsOfRows[first] ?? -1) + 1] ?? ''
      context.fillRect(x, top, columnWidth, bottom - top)
    }
  })
}

/** That of what is not finite, then the seven strengths. */
function heatColours(): string[] {
  const style = getComputedStyle(document.documentElement)
  const names = ['--bad', ...Array.from({ length: strengths }, (_, strength) => `--heat-${strength}`)]
  return names.map((name) => style.getPropertyValue(name).trim())
}
