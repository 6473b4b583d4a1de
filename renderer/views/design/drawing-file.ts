/** The drawing as a file, SVG or PNG: the whole of it is drawn once more beside the page, as it is shown but without a selection. */
import { formatCounted } from '../../format.ts'
import { fileName, saveFile } from '../../save-file.ts'
import type { Shown } from './stack-view.ts'
import StackPicture from './StackPicture.vue'
import { drawnAside } from '../../components/picture/drawn-aside.ts'
import { paintSvg, pngOf } from '../../components/picture/svg-canvas.ts'
import { svgFile } from '../../components/picture/svg-file.ts'

/** px of a PNG for one of the drawing. */
const pngScale = 2

export type DrawingFormat = 'svg' | 'png'

export async function saveDrawing(shown: Shown, format: DrawingFormat): Promise<void> {
  const { architecture, parameters, depth } = shown.model
  const contents = await drawnAside(StackPicture, { ...shown }, async (svg) => {
    if (format === 'png') return pngOf(paintSvg(svg, pngScale))
    const description = `A network of ${formatCounted(depth, 'layer')} and ${formatCounted(parameters, 'parameter')}`
    return new Blob([await svgFile(svg, architecture.name, description)], { type: 'image/svg+xml' })
  })
  saveFile(contents, fileName(architecture.name, `.${format}`))
}
