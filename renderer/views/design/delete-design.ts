/** Deleting a design: it goes to the bin, and another takes its place in view. */
import { useDeletions } from '../../stores/deletions.ts'
import { useDocument } from '../../stores/document.ts'

export function useDeleteDesign(): (id: string, name: string) => Promise<void> {
  const deletions = useDeletions()
  const document = useDocument()
  return (id, name) =>
    deletions.remove({
      things: [{ id, name }],
      async remove() {
        await document.removeDesign(id)
        return null
      },
      restore: () => document.restoreDesign(id),
    })
}
