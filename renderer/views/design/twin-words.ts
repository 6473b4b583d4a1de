/** What a plain twin keeps of its residual net, in words. */
import { formatCount } from '../../format.ts'
import type { Counts } from '../../../core/architecture/counts.ts'

export function compareTwin(residual: Counts | null, plain: Counts | null): string {
  if (!residual || !plain) return 'counts are known once it is mended'
  const parameters = residual.parameters - plain.parameters
  const macs = residual.macs - plain.macs
  if (parameters === 0 && macs === 0) {
    return `${formatCount(plain.parameters)} parameters and ${formatCount(plain.macs)} MACs, exactly as the residual net`
  }
  return `${formatCount(parameters)} parameters and ${formatCount(macs)} MACs fewer: those of the projections`
}
