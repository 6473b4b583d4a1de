/**
 * Paints an SVG of the page onto a canvas, mark by mark: the page's policy lets no picture in that the page has made, so that an image of the SVG
 * cannot be drawn.
 */
import { drawnMarks, type DrawnMark, type Mark } from './svg-elements.ts'

/** Chromium's limit for the side of a canvas, in px. */
const largestSide = 32_000

/** `scale` px of the canvas for one of the SVG; less where the canvas would be too large. */
export function paintSvg(svg: SVGSVGElement, scale: number): HTMLCanvasElement {
  const { width, height } = svg.viewBox.baseVal
  const by = Math.min(scale, largestSide / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * by)
  canvas.height = Math.round(height * by)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('No canvas can be had to paint on.')
  for (const mark of drawnMarks(svg)) paintMark(context, mark, by)
  return canvas
}

function paintMark(context: CanvasRenderingContext2D, { element, style }: DrawnMark, scale: number): void {
  const at = element.getCTM()
  if (at === null) return
  context.setTransform(at.a * scale, at.b * scale, at.c * scale, at.d * scale, at.e * scale, at.f * scale)
  context.globalAlpha = Number(style.opacity)
  if (element instanceof SVGTextElement) {
    paintText(context, element)
    return
  }
  const path = pathOf(element)
  if (style.fill !== 'none') {
    context.fillStyle = style.fill
    context.fill(path)
  }
  if (style.stroke !== 'none') {
    context.strokeStyle = style.stroke
    context.lineWidth = parseFloat(style.strokeWidth)
    context.lineCap = style.strokeLinecap as CanvasLineCap
    context.lineJoin = style.strokeLinejoin as CanvasLineJoin
    context.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat))
    context.stroke(path)
  }
}

function pathOf(element: Exclude<Mark, SVGTextElement>): Path2D {
  if (element instanceof SVGPathElement) return new Path2D(element.getAttribute('d') ?? '')
  const path = new Path2D()
  if (element instanceof SVGRectElement) {
    const { x, y, width, height, rx } = element
    path.roundRect(...lengths(x, y, width, height), rx.baseVal.value)
  } else if (element instanceof SVGCircleElement) {
    const [x, y, radius] = lengths(element.cx, element.cy, element.r)
    path.arc(x, y, radius, 0, 2 * Math.PI)
  } else {
    const [x1, y1, x2, y2] = lengths(element.x1, element.y1, element.x2, element.y2)
    path.moveTo(x1, y1)
    path.lineTo(x2, y2)
  }
  return path
}

function lengths<T extends readonly SVGAnimatedLength[]>(...of: T): { [K in keyof T]: number } {
  return of.map(({ baseVal }) => baseVal.value) as { [K in keyof T]: number }
}

/** A text is painted as a whole, one with spans in it run by run from its left end. */
function paintText(context: CanvasRenderingContext2D, text: SVGTextElement): void {
  const anchor = text.getAttribute('text-anchor')
  let x = Number(text.getAttribute('x') ?? 0)
  const y = Number(text.getAttribute('y') ?? 0)
  context.textAlign = anchor === 'end' ? 'right' : anchor === 'middle' ? 'center' : 'left'
  for (const run of text.childNodes) {
    const element = run instanceof SVGElement ? run : text
    const words = run.textContent?.trim() ?? ''
    const style = getComputedStyle(element)
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    if (run instanceof SVGElement) x += Number(run.getAttribute('dx') ?? 0)
    if (style.stroke !== 'none') paintHalo(context, style, words, x, y)
    if (style.fill !== 'none') {
      context.fillStyle = style.fill
      context.fillText(words, x, y)
    }
    x += context.measureText(words).width
  }
}

/** What keeps the lines under a text apart from it. */
function paintHalo(context: CanvasRenderingContext2D, style: CSSStyleDeclaration, words: string, x: number, y: number): void {
  context.strokeStyle = style.stroke
  context.lineWidth = parseFloat(style.strokeWidth)
  context.lineJoin = 'round'
  context.setLineDash([])
  context.strokeText(words, x, y)
}

/** Rejects where the browser cannot make a picture of this size. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.'))), 'image/png')
  })
}
