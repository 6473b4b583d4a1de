/** How long an analysis will take, as the window says it. Pure. */
import type { Foreseen } from '../../../core/inspect/readings/foreseen.ts'
import { formatDuration } from '../../format.ts'

const restsOn: Readonly<Record<Foreseen['from'], string>> = {
  same: 'as it took before',
  other: 'as other analyses of it took',
  training: 'by the steps of its training',
}

/** `; about 40 s, as it took before`; nothing where it is not known. */
export function foreseenWords(foreseen: Foreseen | null): string {
  return foreseen === null ? '' : `; about ${formatDuration(foreseen.ms)}, ${restsOn[foreseen.from]}`
}
