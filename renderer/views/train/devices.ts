/** Where runs can be asked to train, as forms offer it. Of GPUs their numbers are typed beside it. */
export const devices = [
  { value: 'auto', label: 'GPU where there is one' },
  { value: 'cpu', label: 'CPU' },
  { value: 'gpu', label: 'GPUs of number' },
] as const
