/** The figure that is chosen of a study, kept in the address, drawn as wide as it has room; as picture, SVG, PNG and CSV of exactly what is drawn. */
import { computed, shallowRef } from 'vue'
import type { StudyDetail } from '../../../core/api/contract/studies.ts'
import { curvesAsked, drawnCurves, drawnStudy } from '../../../core/api/study-drawn.ts'
import { figureSvg } from '../../../core/drawing/figure-svg.ts'
import type { DrawnFigure } from '../../../core/drawing/figure.ts'
import { figuresOf, figureWords, studyFigure, type FigureKind } from '../../../core/study/figures/figures.ts'
import { csvLine } from '../../../core/text/csv.ts'
import { useCommands } from '../../app/commands.ts'
import { replaceRoute, useRoute } from '../../app/route.ts'
import { useToast } from '../../app/toast.ts'
import { pngOf } from '../../components/picture/svg-canvas.ts'
import { fileName, saveFile } from '../../save-file.ts'
import { useStream } from '../../use-stream.ts'
import { paintedFigure } from './paint-figure.ts'

export const figureFormats = ['svg', 'png', 'csv'] as const
export type FigureFormat = (typeof figureFormats)[number]

const buckets = 400

export function useStudyFigure(detail: () => StudyDetail, width: () => number) {
  const route = useRoute()
  const toast = useToast()
  const study = computed(() => drawnStudy(detail()))
  const kinds = computed(() => figuresOf(study.value))
  const asked = computed(() => (route.value.view === 'studies' ? route.value.asked : undefined))
  const kind = computed<FigureKind>({
    get: () => kinds.value.find((one) => one === asked.value?.['figure']) ?? 'curves',
    set: (to) => replaceRoute({ view: 'studies', id: detail().id, asked: { ...asked.value, figure: to } }),
  })
  const wanted = computed(() => (kind.value === 'curves' ? curvesAsked(detail(), buckets) : null))
  const training = useStream('groupCurves', () => wanted.value?.training ?? null)
  const test = useStream('groupCurves', () => wanted.value?.test ?? null)
  const curves = computed(() => drawnCurves(detail(), [...(training.value.value ?? []), ...(test.value.value ?? [])]))
  const figure = computed<DrawnFigure | null>(() =>
    width() < 200 ? null : studyFigure(kind.value, study.value, curves.value, Math.floor(width())),
  )

  /** Why the last picture could not be had, and what to do. */
  const failure = shallowRef<string | null>(null)
  async function contents(of: DrawnFigure, format: FigureFormat): Promise<Blob> {
    if (format === 'svg') return new Blob([figureSvg(of)], { type: 'image/svg+xml' })
    if (format === 'csv') return new Blob([of.table.map(csvLine).join('')], { type: 'text/csv' })
    return pngOf(await paintedFigure(of))
  }
  async function save(format: FigureFormat): Promise<void> {
    if (figure.value === null) return
    saveFile(await contents(figure.value, format), fileName(figure.value.title, `.${format}`))
  }
  async function copy(): Promise<void> {
    if (figure.value === null) return
    failure.value = null
    try {
      const png = await contents(figure.value, 'png')
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
      toast.show({ text: 'The figure is on the clipboard' })
    } catch (thrown) {
      failure.value = `The figure could not be copied: ${thrown instanceof Error ? thrown.message : String(thrown)} Save it as PNG instead.`
    }
  }
  useCommands([
    { id: 'study.figure-copy', title: () => 'Copy the figure as a picture', also: 'clipboard png', run: () => void copy() },
    ...figureFormats.map((format) => ({
      id: `study.figure-${format}`,
      title: () => (format === 'csv' ? 'Save what the figure draws as CSV…' : `Save the figure as ${format.toUpperCase()}…`),
      also: 'export picture chart table',
      run: () => void save(format),
    })),
  ])
  return {
    kind,
    kinds: computed(() => kinds.value.map((value) => ({ value, label: figureWords[value] }))),
    figure,
    failure,
    error: computed(() => training.error.value ?? test.error.value),
  }
}
