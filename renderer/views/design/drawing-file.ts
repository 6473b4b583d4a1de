/** The drawing as a file, SVG or PNG: the whole of it is drawn once more beside the page, as it is shown but without a selection. */
import { pictureFile, type PictureFormat } from '../../components/picture/picture-file.ts'
import { formatCounted } from '../../format.ts'
import { fileName, saveFile } from '../../save-file.ts'
import type { Shown } from './stack-view.ts'
import StackPicture from './StackPicture.vue'

export async function saveDrawing(shown: Shown, format: PictureFormat): Promise<void> {
  const { architecture, parameters, depth } = shown.model
  const words = `A network of ${formatCounted(depth, 'layer')} and ${formatCounted(parameters, 'parameter')}`
  const picture = { component: StackPicture, props: { ...shown }, title: architecture.name, words }
  saveFile(await pictureFile(picture, format), fileName(architecture.name, `.${format}`))
}
