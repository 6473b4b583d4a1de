/** What the Export dialog asks for, and what it says of it. */
import type { RunDetail } from '../../../core/api/contract/runs.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { exportFolderPattern, fileName } from '../../../core/export/formats.ts'
import { formatBytes, formatCount } from '../../format.ts'
import { keptText } from '../run/checkpoint-words.ts'

export type ExportOf =
  { readonly kind: 'design'; readonly architecture: Architecture } | { readonly kind: 'run'; readonly detail: RunDetail }

export function nameOf(of: ExportOf): string {
  return of.kind === 'design' ? of.architecture.name : of.detail.summary.record.name
}

/** The folder that is proposed, after network and format: `resnet_20-pytorch`. */
export function proposedFolder(of: ExportOf, format: string): string {
  return `${fileName(nameOf(of)).slice(0, 80)}-${format}`
}

/** Why a folder cannot be named so; null where it can. */
export function folderProblem(folder: string): string | null {
  if (exportFolderPattern.test(folder)) return null
  return folder === ''
    ? 'It needs a name.'
    : 'Letters, digits, blanks, dashes, underscores and dots; at most 100, and no dot at an end.'
}

export function checkpointOptions({ checkpoints }: RunDetail): { value: string; label: string }[] {
  return checkpoints.map((checkpoint, index) => ({
    value: String(checkpoint.step),
    label: `step ${formatCount(checkpoint.step)}, ${keptText(checkpoint, index === 0)}, ${formatBytes(checkpoint.bytes)}`,
  }))
}
