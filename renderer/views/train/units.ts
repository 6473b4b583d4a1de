/** Units of a length, as a choice. */
export const units = [
  { value: 'steps', label: 'steps' },
  { value: 'epochs', label: 'epochs' },
] as const
