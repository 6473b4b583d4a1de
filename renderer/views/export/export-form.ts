/** What the Export dialog asks for, and what it says of it. */
import type { RunDetail } from '../../../core/api/contract/runs.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { formatBytes, formatCount } from '../../format.ts'
import { keptText } from '../run/checkpoint-words.ts'

export type ExportOf =
  { readonly kind: 'design'; readonly architecture: Architecture } | { readonly kind: 'run'; readonly detail: RunDetail }

export function nameOf(of: ExportOf): string {
  return of.kind === 'design' ? of.architecture.name : of.detail.summary.record.name
}

export function checkpointOptions({ checkpoints }: RunDetail): { value: string; label: string }[] {
  return checkpoints.map((checkpoint, index) => ({
    value: String(checkpoint.step),
    label: `step ${formatCount(checkpoint.step)}, ${keptText(checkpoint, index === 0)}, ${formatBytes(checkpoint.bytes)}`,
  }))
}
