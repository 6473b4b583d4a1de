/** The drawing as a file, SVG or PNG: the whole of it is drawn once more beside the page, as it is shown but without a selection. */
import { createApp, nextTick } from 'vue'
import { formatCounted } from '../../format.ts'
import { fileName, saveFile } from '../../save-file.ts'
import type { Shown } from './stack-view.ts'
import StackPicture from './StackPicture.vue'
import { paintSvg } from './svg-canvas.ts'
import { svgFile } from './svg-file.ts'

/** px of a PNG for one of the drawing. */
const pngScale = 2

export type DrawingFormat = 'svg' | 'png'

export async function saveDrawing(shown: Shown, format: DrawingFormat): Promise<void> {
  const { architecture, parameters, depth } = shown.model
  const contents = await withPicture(shown, async (svg) => {
    if (format === 'png') return pngOf(paintSvg(svg, pngScale))
    const description = `A network of ${formatCounted(depth, 'layer')} and ${formatCounted(parameters, 'parameter')}`
    return new Blob([await svgFile(svg, architecture.name, description)], { type: 'image/svg+xml' })
  })
  saveFile(contents, fileName(architecture.name, `.${format}`))
}

/** Styles hold only in the page: the picture is put where nobody sees or reads it. */
async function withPicture<T>(shown: Shown, use: (svg: SVGSVGElement) => Promise<T>): Promise<T> {
  const place = document.createElement('div')
  place.className = 'out-of-sight'
  place.setAttribute('aria-hidden', 'true')
  document.body.append(place)
  const app = createApp(StackPicture, { ...shown })
  try {
    app.mount(place)
    await nextTick()
    await document.fonts.ready
    const svg = place.querySelector('svg')
    if (svg === null) throw new Error('The picture has not been drawn.')
    return await use(svg)
  } finally {
    app.unmount()
    place.remove()
  }
}

function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.'))), 'image/png')
  })
}
