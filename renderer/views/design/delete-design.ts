/** Deleting a design asks nothing: it goes to the bin, and a toast takes it back. */
import { shallowRef, type ShallowRef } from 'vue'
import type { ApiError } from '../../../core/api/contract.ts'
import { useToast } from '../../app/toast.ts'
import { LabError } from '../../lab.ts'
import { useDesignsStore } from '../../stores/designs.ts'
import { useDocument } from '../../stores/document.ts'

/** Why the last design could not be deleted or restored; shown in the list of designs. */
const failure = shallowRef<ApiError | null>(null)

export interface DeleteDesign {
  readonly failure: ShallowRef<ApiError | null>
  remove(id: string | null): Promise<void>
}

export function useDeleteDesign(): DeleteDesign {
  const designs = useDesignsStore()
  const document = useDocument()
  const toast = useToast()

  async function attempt(act: () => Promise<void>): Promise<void> {
    failure.value = null
    try {
      await act()
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown
      failure.value = thrown.error
    }
  }

  async function remove(id: string | null): Promise<void> {
    const design = id === null ? undefined : designs.byId.get(id)
    if (!design) return
    await attempt(async () => {
      await document.removeDesign(design.id)
      const undo = (): void => void attempt(() => document.restoreDesign(design.id))
      toast.show({ text: `${design.architecture.name} moved to the bin`, undo })
    })
  }

  return { failure, remove }
}
