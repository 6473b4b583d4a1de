/** A figure painted on a canvas, on white paper as its file is: for the clipboard and for PNG. */
import type { DrawnFigure, Shape } from '../../../core/drawing/figure.ts'
import { paperColour } from '../../../core/drawing/figure-svg.ts'

/** px of a picture for one of the figure. */
const scale = 2
const font = "'Inter Variable', Inter, sans-serif"

/** Throws where no canvas can be had. */
export async function paintedFigure({ width, height, shapes }: DrawnFigure): Promise<HTMLCanvasElement> {
  await document.fonts.ready
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('No canvas can be had to paint on.')
  context.scale(scale, scale)
  context.fillStyle = paperColour('paper')
  context.fillRect(0, 0, width, height)
  for (const shape of shapes) paint(context, shape)
  return canvas
}

function paint(context: CanvasRenderingContext2D, shape: Shape): void {
  context.globalAlpha = 'opacity' in shape ? (shape.opacity ?? 1) : 1
  context.lineJoin = 'round'
  context.setLineDash(shape.kind === 'path' ? (shape.dash?.split(' ').map(Number) ?? []) : [])
  if (shape.kind === 'text') {
    context.font = `${shape.weight} ${shape.size}px ${font}`
    context.textAlign = shape.anchor === 'start' ? 'left' : shape.anchor === 'end' ? 'right' : 'center'
    if (shape.halo === true) {
      context.strokeStyle = paperColour('paper')
      context.lineWidth = 3
      context.strokeText(shape.text, shape.x, shape.y)
    }
    context.fillStyle = paperColour(shape.fill)
    context.fillText(shape.text, shape.x, shape.y)
    return
  }
  const path = pathOf(shape)
  if (shape.fill !== null) {
    context.fillStyle = paperColour(shape.fill)
    context.fill(path)
  }
  const stroke = shape.kind === 'rect' ? null : shape.stroke
  if (stroke === null) return
  context.strokeStyle = paperColour(stroke)
  context.lineWidth = shape.kind === 'path' ? shape.width : 1.2
  context.stroke(path)
}

function pathOf(shape: Exclude<Shape, { kind: 'text' }>): Path2D {
  if (shape.kind === 'path') return new Path2D(shape.d)
  const path = new Path2D()
  if (shape.kind === 'circle') path.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI)
  else path.rect(shape.x, shape.y, shape.width, shape.height)
  return path
}
