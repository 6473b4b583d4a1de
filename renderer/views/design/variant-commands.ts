/** Commands about variants, and whether new ones are being chosen. */
import { ref, type Ref } from 'vue'
import { useCommands } from '../../app/commands.ts'
import { useToast } from '../../app/toast.ts'
import { formatCounted } from '../../format.ts'
import { useDocument } from '../../stores/document.ts'
import type { VariantDraft } from '../../stores/document-variants.ts'

export interface NewVariantChoice {
  readonly choosing: Ref<boolean>
  /** Makes those that were chosen, and shows the one where it is one. */
  make(drafts: readonly VariantDraft[]): void
}

export function useVariantCommands(): NewVariantChoice {
  const document = useDocument()
  const toast = useToast()
  const choosing = ref(false)
  const noDesign = (): string | null => (document.architecture === null ? 'no design is open' : null)

  async function make(drafts: readonly VariantDraft[]): Promise<void> {
    choosing.value = false
    const ids = await document.makeVariants(drafts)
    const [only, ...others] = ids
    if (only === undefined) return
    if (others.length === 0) document.openDesign(only)
    const [draft] = drafts
    const text = others.length === 0 ? `${draft?.name ?? ''} made` : `${formatCounted(ids.length, 'variant')} made`
    toast.show({ text, undo: () => void removeAll(ids) })
  }
  async function removeAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) await document.removeDesign(id)
  }

  useCommands([
    {
      id: 'design.new-variant',
      title: () => 'New variants of this design…',
      keys: 'Mod+Shift+V',
      also: 'plain twin option n depth wide follow linked',
      off: () =>
        noDesign() ??
        (document.following && document.following.state !== 'saved' ? 'its base is not among the saved designs' : null),
      run: () => (choosing.value = true),
    },
    {
      id: 'design.cut-loose',
      title: () => 'Cut this variant loose from its base',
      also: 'unlink detach',
      off: () => noDesign() ?? (document.following ? null : 'it follows nothing'),
      run: document.cutLoose,
    },
  ])
  return { choosing, make: (drafts) => void make(drafts) }
}
