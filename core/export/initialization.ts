/** How an exported source begins where no weights are loaded: as a run would begin here, drawn anew. */
import { isWeighted, parametersOf } from '../graph/analysis.ts'
import type { InitialValues, Initialization } from '../graph/initialization.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { pytorchOf } from './member-paths.ts'
import { tensorNames, type TensorName } from './module-paths.ts'
import { quoted, valueText } from './python-text.ts'

/** The rules of core/graph/initialization in PyTorch's and Keras' words. */
const rules: Readonly<Record<Initialization, { readonly pytorch: string; readonly keras: string }>> = {
  'he-fan-in': {
    pytorch: 'nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")',
    keras: 'VarianceScaling(2.0, "fan_in", "untruncated_normal")',
  },
  'he-fan-out': {
    pytorch: 'nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")',
    keras: 'VarianceScaling(2.0, "fan_out", "untruncated_normal")',
  },
  glorot: { pytorch: 'nn.init.xavier_uniform_(module.weight)', keras: 'GlorotUniform()' },
  lecun: {
    pytorch: 'nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="linear")',
    keras: 'VarianceScaling(1.0, "fan_in", "untruncated_normal")',
  },
  'normal-0.01': { pytorch: 'nn.init.normal_(module.weight, std=0.01)', keras: 'RandomNormal(stddev=0.01)' },
  orthogonal: { pytorch: 'nn.init.orthogonal_(module.weight, gain=2**0.5)', keras: 'Orthogonal(gain=2**0.5)' },
}

/** Lines at the end of a model's `__init__`. */
export function pytorchInitialization(graph: LayerGraph): string[] {
  const spelled = graph.layers.filter(isWeighted).map((layer) => pytorchOf(graph, layer))
  const [only, ...others] = new Set(spelled.flatMap((one) => ('callee' in one ? [one.callee] : [])))
  if (only === undefined) return []
  return [
    'for module in self.modules():',
    `    if isinstance(module, ${others.length === 0 ? only : `(${[only, ...others].join(', ')})`}):`,
    `        ${rules[graph.initialization].pytorch}`,
    '        if module.bias is not None:',
    '            nn.init.zeros_(module.bias)',
    ...exceptions(graph, ({ pytorch }) => pytorch).flatMap(({ ends, initial }, at) => [
      ...(at === 0 ? ['for name, parameter in self.named_parameters():'] : []),
      `    if name.endswith(${endsText(ends)}):`,
      initial.kind === 'constant'
        ? `        nn.init.constant_(parameter, ${valueText(initial.value)})`
        : `        parameter.data.mul_(${valueText(initial.factor ?? 1)})`,
    ]),
  ]
}

/** Lines after a model is built. */
export function kerasInitialization(graph: LayerGraph): string[] {
  if (!graph.layers.some(isWeighted)) return []
  return [
    `initial = keras.initializers.${rules[graph.initialization].keras}`,
    'for layer in model.layers:',
    '    for weight in layer.trainable_weights:',
    '        if weight.name == "kernel":',
    '            weight.assign(initial(weight.shape))',
    ...exceptions(graph, ({ keras }) => keras).flatMap(({ ends, initial }) => [
      `        if f"{layer.name}/{weight.name}".endswith(${endsText(ends)}):`,
      initial.kind === 'constant'
        ? `            weight.assign(keras.ops.full(weight.shape, ${valueText(initial.value)}))`
        : `            weight.assign(weight * ${valueText(initial.factor ?? 1)})`,
    ]),
  ]
}

interface Exception {
  /** What the names of these tensors, and of no others, end in. */
  readonly ends: readonly string[]
  readonly initial: InitialValues
}

/** Tensors that begin otherwise than the rule and the framework let them. */
function exceptions(graph: LayerGraph, nameOf: (tensor: TensorName) => string): Exception[] {
  const tensors = tensorNames(graph).map((tensor) => ({ name: nameOf(tensor), action: exceptionOf(graph, tensor) }))
  const actions = new Map<string, InitialValues>()
  for (const { action } of tensors) if (action !== null) actions.set(JSON.stringify(action), action)
  return [...actions].map(([key, initial]) => {
    const isMeant = (end: string): boolean =>
      tensors.every(({ name, action }) => !name.endsWith(end) || JSON.stringify(action) === key)
    const ends = tensors
      .filter(({ action }) => JSON.stringify(action) === key)
      .map(({ name }) => {
        // Within its block it has the same name as in all others; a name that other tensors end in too is said in full.
        const inBlock = name.replace(/^(layer\d+\.\d+|features\.denseblock\d+\.denselayer\d+|stage\d+\.block\d+)(?=\.)/, '')
        return isMeant(inBlock) ? inBlock : name
      })
    return { ends: [...new Set(ends)], initial }
  })
}

/** Null where it begins as it would anyway. */
function exceptionOf(graph: LayerGraph, { name, layer, spelling, trained }: TensorName): InitialValues | null {
  if (!trained) return null
  const own = name.slice(layer.name.length + 1)
  const initial = parametersOf(graph, layer).find((parameter) => parameter.name === own)?.initial
  if (initial === undefined) return null
  if (initial.kind === 'weights') return (initial.factor ?? 1) === 1 ? null : withoutFans(initial)
  const isUsual = own === 'weights' ? false : spelling.usual === undefined || spelling.usual === initial.value
  return isUsual ? null : initial
}

/** Weights of other sizes that are multiplied by the same factor are one exception. */
function withoutFans(initial: InitialValues): InitialValues {
  return initial.kind === 'weights' ? { ...initial, fanIn: 0, fanOut: 0 } : initial
}

function endsText(ends: readonly string[]): string {
  const [only = '', ...others] = ends
  return others.length === 0 ? quoted(only) : `(${ends.map(quoted).join(', ')})`
}
