/** The folder that something is written into: proposed after what it is and how it is written, until a person names another. */
import { computed, ref, watch } from 'vue'
import { exportFolderPattern } from '../../../core/export/formats.ts'

export function useExportFolder(proposed: () => string) {
  const folder = ref(proposed())
  watch(proposed, (now, before) => {
    // A name that a person gave stays.
    if (folder.value === before) folder.value = now
  })
  return { folder, problem: computed(() => folderProblem(folder.value)) }
}

/** Why a folder cannot be named so; null where it can. */
export function folderProblem(folder: string): string | null {
  if (exportFolderPattern.test(folder)) return null
  return folder === ''
    ? 'It needs a name.'
    : 'Letters, digits, blanks, dashes, underscores and dots; at most 100, and no dot at an end.'
}
