/** Whose kernels compute on the CPU: the numbers are the same but for rounding. */
import { optional } from '../parts/composites.ts'
import { word } from '../parts/leaves.ts'
import { setting } from './setting.ts'

/** `own` where set-up could compile them and the processor has the instructions, else TensorFlow's, as on GPUs always. */
export const kernels = setting(
  optional(
    word('kernels', ['own', 'tensorflow'], {
      usual: 'own',
      option: ['--kernels', "kernels that compute on the CPU: own where they can be had, else TensorFlow's"],
    }),
  ),
  {
    name: 'Kernels',
    words: (value) => (value === 'own' ? 'own' : "TensorFlow's"),
    matters: false,
    off: (value) => value === 'own',
  },
)
