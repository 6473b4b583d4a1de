/** Commands of the Design view, and the state of its drawing that they change. */
import { ref, watch, type Ref } from 'vue'
import { nameWith } from '../../../core/text/names.ts'
import { newArchitecture } from './new-architecture.ts'
import type { Command } from '../../app/command-registry.ts'
import { useCommands } from '../../app/commands.ts'
import { useToast } from '../../app/toast.ts'
import { useDeletions } from '../../stores/deletions.ts'
import { useDocument } from '../../stores/document.ts'
import { useTrainSheet } from '../../stores/train-sheet.ts'
import { countsOf } from '../../../core/architecture/counts.ts'
import { useDeleteDesign } from './delete-design.ts'
import { saveDesignFile, type DesignFiles } from './design-files.ts'
import { zoomSteps, type Folding } from '../../../core/drawing/stack-layout.ts'
import { compareTwin } from './twin-words.ts'

export interface DrawingState {
  readonly folding: Ref<Folding>
  /** Null fits the window. */
  readonly zoom: Ref<number | null>
  /** The zoom at which it is drawn now. */
  readonly fittedZoom: Ref<number>
}

export function useDesignCommands(files: DesignFiles, browseGallery: () => void): DrawingState {
  const document = useDocument()
  const sheet = useTrainSheet()
  const toast = useToast()
  const folding = ref<Folding>('auto')
  const zoom = ref<number | null>(null)
  const fittedZoom = ref(1)
  watch(
    () => [document.designId, document.presetId],
    () => {
      folding.value = 'auto'
      zoom.value = null
    },
  )

  const noDesign = (): string | null => (document.architecture === null ? 'no design is open' : null)

  function zoomIn(): void {
    const next = zoomSteps.find(
      (step) => step > (zoom.value ?? (folding.value === 'all' ? fittedZoom.value : wholeZoom())) * 1.001,
    )
    if (next === undefined) return
    // What was folded to fit is shown again once there is room for it.
    if (folding.value === 'all' && next > 1) folding.value = 'auto'
    zoom.value = next
  }
  function zoomOut(): void {
    if (zoom.value === null) return
    zoom.value = [...zoomSteps].reverse().find((step) => step < (zoom.value ?? 0) && step > wholeZoom()) ?? null
  }
  /** Fitted zoom with every block drawn; 0 when some are folded to fit. */
  const wholeZoom = (): number => (document.model && zoom.value === null && !foldedToFit() ? fittedZoom.value : 0)
  const foldedToFit = (): boolean =>
    folding.value === 'auto' && (document.model?.stages.some((stage) => stage.blocks.length > 40) ?? false)

  function makeTwin(): void {
    const before = document.architecture
    const twin = document.plainTwin()
    if (!before || !twin) return
    const origin = document.designId ?? document.presetId
    const id = document.openNew(twin, `Plain twin of ${before.name}`, origin)
    toast.show({
      text: `${twin.name}: ${compareTwin(countsOf(before), countsOf(twin))}`,
      undo: () => void document.removeDesign(id),
    })
  }

  const deletions = useDeletions()
  const deleteDesign = useDeleteDesign()

  const deletedLast = (): boolean => deletions.newest !== null && deletions.newest.time > (document.changedAt ?? 0)

  const commands: Command[] = [
    {
      id: 'design.new',
      title: () => 'New design of one stage',
      keys: 'Mod+N',
      run: () => document.openNew(newArchitecture(document.freeName), 'New design', null),
    },
    {
      id: 'design.gallery',
      title: () => 'Browse the gallery…',
      keys: 'Mod+G',
      also: 'presets published networks papers literature',
      run: browseGallery,
    },
    { id: 'design.open-file', title: () => 'Open a design file…', keys: 'Mod+O', also: 'import load', run: () => files.choose() },
    {
      id: 'design.save-file',
      title: () => 'Save as a design file…',
      keys: 'Mod+S',
      also: 'export download',
      off: noDesign,
      run: () => document.architecture && saveDesignFile(document.architecture),
    },
    {
      id: 'design.duplicate',
      title: () => 'Duplicate this design',
      off: noDesign,
      run: () => {
        const { architecture } = document
        if (architecture)
          document.openNew(
            { ...architecture, name: document.freeName(nameWith(architecture.name, ', copy')) },
            `Duplicate ${architecture.name}`,
            document.designId ?? document.presetId,
          )
      },
    },
    {
      // In place of the window's own, which knows of deletions only: what was done last is taken back first.
      id: 'undo',
      title: () => {
        const label = deletedLast() ? `delete ${deletions.newest?.what}` : document.undoLabel
        return label === null ? 'Undo' : `Undo: ${label}`
      },
      keys: 'Mod+Z',
      off: () => (document.undoLabel === null && !deletedLast() ? 'nothing to undo' : null),
      run: () => (deletedLast() ? void deletions.newest?.undo() : document.undo()),
    },
    {
      id: 'redo',
      title: () => `Redo${document.redoLabel ? `: ${document.redoLabel}` : ''}`,
      keys: 'Mod+Shift+Z',
      orKeys: 'Mod+Y',
      off: () => (document.redoLabel === null ? 'nothing to redo' : null),
      run: document.redo,
    },
    {
      id: 'design.delete',
      title: () => 'Delete this design',
      off: () => noDesign() ?? (document.designId === null ? 'a preset stays' : null),
      run: () => {
        const { designId, architecture } = document
        if (designId !== null && architecture) void deleteDesign(designId, architecture.name)
      },
    },
    {
      id: 'design.train',
      title: () => 'Train this design…',
      keys: 'Mod+Enter',
      off: () => noDesign() ?? (document.error ? 'the design must be mended first' : null),
      run: () => document.architecture && sheet.open([document.architecture]),
    },
    {
      id: 'design.train-with-twin',
      title: () => 'Train this design and its plain twin…',
      off: () =>
        noDesign() ?? (document.error ? 'the design must be mended first' : document.plainTwin() ? null : 'it has no shortcuts'),
      run: () => {
        const twin = document.plainTwin()
        if (document.architecture && twin) sheet.open([document.architecture, twin])
      },
    },
    {
      id: 'design.twin',
      title: () => 'Make the plain twin of this design',
      keys: 'Mod+T',
      off: () => noDesign() ?? (document.plainTwin() ? null : 'it has no shortcuts'),
      run: makeTwin,
    },
    {
      id: 'design.fold',
      title: () => (folding.value === 'all' ? 'Unfold stages' : 'Fold every stage to one node'),
      off: noDesign,
      run: () => {
        folding.value = folding.value === 'all' ? 'auto' : 'all'
        zoom.value = null
      },
    },
    {
      id: 'design.zoom-in',
      title: () => 'Zoom in',
      keys: '=',
      off: () => noDesign() ?? ((zoom.value ?? wholeZoom()) >= 1.6 ? 'as large as it gets' : null),
      run: zoomIn,
    },
    {
      id: 'design.zoom-out',
      title: () => 'Zoom out',
      keys: '-',
      off: () => noDesign() ?? (zoom.value === null ? 'it fits the window' : null),
      run: zoomOut,
    },
    {
      id: 'design.zoom-fit',
      title: () => 'Fit the drawing to the window',
      keys: '0',
      off: () => noDesign() ?? (zoom.value === null ? 'it fits the window' : null),
      run: () => (zoom.value = null),
    },
  ]
  useCommands(commands)

  return { folding, zoom, fittedZoom }
}
