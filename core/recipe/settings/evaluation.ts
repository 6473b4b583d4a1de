/** When it is evaluated, what ends it before its length, and what is measured inside. */
import { countText } from '../number-text.ts'
import { cadenceText, length, number, word } from '../parts/leaves.ts'
import { optional, orNull } from '../parts/composites.ts'
import { longest } from './length.ts'
import { setting } from './setting.ts'

/** How often the whole test set is evaluated, and the validation images if there are any; both always are at the end. */
export const evaluation = setting(
  length('evaluation', 'evaluationUnit', {
    name: 'evaluation',
    noun: 'The cadence',
    whole: true,
    min: 1,
    max: longest,
    usual: 1,
    unit: 'epochs',
    option: ['--evaluate', '<n>', 'how often the test set is evaluated'],
  }),
  { name: 'Evaluation', words: cadenceText },
)

/** Ends the run after so many evaluations in a row without a lower error. Null: never. */
export const earlyStop = setting(
  optional(
    orNull(
      'stopEarly',
      number('earlyStop', {
        name: 'early stop',
        noun: 'Early stop',
        whole: true,
        min: 1,
        max: 10_000,
        usual: 10,
        option: ['--early-stop', '<n>', 'evaluations without gain that end the run'],
      }),
    ),
  ),
  {
    name: 'Early stop',
    words: (count) => (count === null ? 'never' : `after ${countText(count)} evaluations without gain`),
    off: (count) => count === null,
  },
)

/** What a loss that is not finite does: ends the run as diverged, or leaves out the step. */
export const notFinite = setting(
  optional(
    word('notFinite', ['stop', 'skip'], { usual: 'stop', option: ['--not-finite', 'what a loss that is not finite does'] }),
  ),
  {
    name: 'Loss not finite',
    words: (what) => (what === 'stop' ? 'ends the run' : 'leaves out the step'),
    off: (what) => what === 'stop',
  },
)

/** Gradients, weights and responses of every layer are measured every so many steps; 0 is never. */
export const telemetryEvery = setting(
  optional(
    number('telemetry', {
      name: 'measuring inside',
      noun: 'The cadence',
      whole: true,
      min: 0,
      max: longest,
      usual: 100,
      option: ['--telemetry', '<steps>', 'steps between two looks inside; 0: never'],
    }),
  ),
  {
    name: 'Measured inside',
    words: (every) => (every === 0 ? 'never' : cadenceText({ unit: 'steps', value: every })),
    matters: false,
  },
)
