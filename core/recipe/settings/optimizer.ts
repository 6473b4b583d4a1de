/** What changes the weights, and how they decay. */
import { numberText } from '../number-text.ts'
import { number, toggle, word } from '../parts/leaves.ts'
import { kinds, optional } from '../parts/composites.ts'
import type { ValueOf } from '../parts/part.ts'
import { setting } from './setting.ts'

const momentum = number('momentum', {
  name: 'momentum',
  noun: 'Momentum',
  min: 0,
  max: 0.9999,
  usual: 0.9,
  option: ['--momentum', '<m>', 'momentum'],
})
const nesterov = optional(toggle('nesterov', { usual: false, option: ['--nesterov', 'Nesterov’s momentum'] }))
const beta1 = number('beta1', {
  name: 'beta 1',
  noun: 'Beta 1',
  min: 0,
  max: 0.9999,
  usual: 0.9,
  option: ['--beta1', '<b>', 'decay of AdamW’s mean'],
})
const beta2 = number('beta2', {
  name: 'beta 2',
  noun: 'Beta 2',
  min: 0,
  max: 0.999999,
  usual: 0.999,
  option: ['--beta2', '<b>', 'decay of AdamW’s mean of squares'],
})
const epsilon = number('epsilon', {
  name: 'epsilon',
  noun: 'Epsilon',
  min: 0,
  above: true,
  max: 1,
  usual: 1e-8,
  option: ['--epsilon', '<e>', 'added to AdamW’s divisor'],
})
const trust = number('trust', {
  name: 'trust',
  noun: 'Trust',
  min: 0,
  above: true,
  max: 1,
  usual: 0.001,
  option: ['--trust', '<t>', 'trust of LARS'],
})
/** Of SGD and LARS the coefficient of ½‖w‖² added to the loss; of AdamW decoupled from the gradient. */
const weightDecay = number('weightDecay', {
  name: 'weight decay',
  noun: 'Weight decay',
  min: 0,
  max: 1,
  usual: 0.0001,
  option: ['--weight-decay', '<d>', 'weight decay'],
})
/** Which parameters it is on: all of them, or only weights, without BN scale and offset and biases. */
const decayScope = optional(
  word('decayScope', ['all', 'weights'], {
    usual: 'all',
    option: ['--decay-on', 'what is decayed (weights: not BN and biases)'],
  }),
)

const part = kinds(
  'optimizer',
  {
    /** v ← m v + (g + λ w), w ← w − rate · v; Nesterov: w ← w − rate · (g + λ w + m v). As PyTorch's SGD. */
    sgd: { momentum, nesterov, weightDecay, decayScope },
    /** Decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's AdamW. */
    adamw: { beta1, beta2, epsilon, weightDecay, decayScope },
    /**
     * Layer-wise adaptive rates for large batches (You et al. 2017): the rate of a weight times trust · ‖w‖ ÷ (‖g‖ + λ‖w‖). What is not
     * decayed is not adapted either.
     */
    lars: { momentum, trust, weightDecay, decayScope },
  },
  { usual: 'sgd', option: ['--optimizer', 'what changes the weights'] },
)

type Optimizer = ValueOf<typeof part>

/** `SGD, momentum 0.9, Nesterov` */
function optimizerText(optimizer: Optimizer): string {
  switch (optimizer.kind) {
    case 'sgd':
      return `SGD, momentum ${numberText(optimizer.momentum)}${optimizer.nesterov ? ', Nesterov' : ''}`
    case 'adamw':
      return `AdamW, β ${numberText(optimizer.beta1)} and ${numberText(optimizer.beta2)}, ε ${numberText(optimizer.epsilon)}`
    case 'lars':
      return `LARS, momentum ${numberText(optimizer.momentum)}, trust ${numberText(optimizer.trust)}`
  }
}

/** `1e-4 on all parameters` */
function decayText(optimizer: Optimizer): string {
  const scope = optimizer.decayScope === 'all' ? 'all parameters' : 'weights, not BN and biases'
  return `${numberText(optimizer.weightDecay)} on ${scope}`
}

const decayFields = [...weightDecay.fields, ...decayScope.fields]

export const optimizer = setting(
  part,
  {
    name: 'Optimizer',
    words: optimizerText,
    part: ({ weightDecay: _, decayScope: __, ...rest }) => rest,
    fields: part.fields.filter((field) => !decayFields.includes(field)),
  },
  { name: 'Weight decay', words: decayText, part: (value) => [value.weightDecay, value.decayScope], fields: decayFields },
)
