/** Ways to the difference of two designs: from the design in view, and from two runs that are ticked. In every view. */
import { isResidual } from '../../../core/architecture/blocks.ts'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/route.ts'
import { useCompared } from '../../stores/compared.ts'
import { useDesignSources } from '../../stores/design-sources.ts'
import { useDesignsStore } from '../../stores/designs.ts'
import { useDocument } from '../../stores/document.ts'
import { chooseDesignFiles, readDesignFile } from '../design/design-files.ts'

export function useCompareCommands(): void {
  const document = useDocument()
  const designs = useDesignsStore()
  const compared = useCompared()
  const sources = useDesignSources()

  const own = (): string => (document.designId === null ? `preset:${document.presetId ?? ''}` : `design:${document.designId}`)
  const show = (before: string, after: string): void => navigate({ view: 'difference', before, after })
  const noDesign = (): string | null => (document.architecture === null ? 'no design is open' : null)

  /** Any other: its base where it has one, else what was saved last. */
  function another(): string {
    const other = designs.designs?.find(({ id }) => id !== document.designId)
    const [preset] = designs.presets
    return document.baseSource ?? (other ? `design:${other.id}` : `preset:${preset?.id ?? ''}`)
  }

  async function compareFile(file: File | undefined): Promise<void> {
    if (!file) return
    const read = await readDesignFile(file)
    if (read.ok) show(own(), sources.addFile(read.name, read.architecture))
    else {
      sources.refused = read.refusal
      show(own(), another())
    }
  }

  useCommands([
    {
      id: 'design.compare',
      title: () => 'Compare this design with another…',
      keys: 'Mod+Shift+B',
      also: 'difference diff',
      off: noDesign,
      run: () => show(another(), own()),
    },
    {
      id: 'design.compare-base',
      title: () => 'Compare this design with its base',
      also: 'difference diff',
      off: () =>
        noDesign() ?? (document.baseSource === null || document.baseSource === own() ? 'it was made from nothing else' : null),
      run: () => document.baseSource !== null && show(document.baseSource, own()),
    },
    {
      id: 'design.compare-twin',
      title: () => 'Compare this design with its plain twin',
      also: 'difference diff',
      off: () => noDesign() ?? (document.architecture?.stages.some(isResidual) ? null : 'it has no shortcuts'),
      run: () => show(own(), `twin:${own()}`),
    },
    {
      id: 'design.compare-file',
      title: () => 'Compare this design with a file…',
      also: 'difference diff',
      off: noDesign,
      run: () => chooseDesignFiles(false, ([file]) => void compareFile(file)),
    },
    {
      id: 'runs.difference',
      title: () => "Show the difference of the ticked runs' designs",
      also: 'diff compare architecture',
      off: () => (compared.compared.length === 2 ? null : `tick two runs, not ${compared.compared.length}`),
      run() {
        const [one, other] = compared.compared
        if (one && other) show(`run:${one.record.id}`, `run:${other.record.id}`)
      },
    },
  ])
}
