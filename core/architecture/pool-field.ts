/** The inspector's field of max-pooling, for every part that may end in it. */
import type { Pool } from './fields.ts'
import type { ChoiceField } from './part-field.ts'

/** `usual`: what is set when pooling is turned on. */
export function poolField<P extends { readonly pool: Pool | null }>(
  label: string,
  usual: Pool,
): ChoiceField<P & { pool: Pool | null }> {
  return {
    kind: 'choice',
    field: 'pool',
    caption: 'Max-pool',
    label,
    choices({ pool }) {
      const { kernel, stride } = pool ?? usual
      return [
        { value: 'yes', label: `${kernel}×${kernel}, /${stride}` },
        { value: 'no', label: 'none' },
      ]
    },
    value: ({ pool }) => (pool ? 'yes' : 'no'),
    change: (value, { pool }) => ({ pool: value === 'yes' ? (pool ?? usual) : null }) as Partial<P>,
  }
}
