/** A PyTorch model of growing blocks, in the parts of torchvision's DenseNet. */
import { imageId, type Layer } from '../graph/layer-graph.ts'
import { defineBlocks } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import type { Growing } from './growing.ts'
import { growingBlockPaths, transitionName, transitionPaths } from './growing-paths.ts'
import { pytorchInitialization } from './initialization.ts'
import { pytorchOf } from './member-paths.ts'
import { modulePaths } from './module-paths.ts'
import { callText, className, distinctNames, quoted } from './python-text.ts'
import { blockClass, body, modelClass, modelName, plainArguments, runText, type NameOf } from './pytorch-classes.ts'
import { modulesOf } from './pytorch-modules.ts'
import { runsOf, type Run } from './runs.ts'
import { stageEnds, type Unit } from './units.ts'

const named = [
  'def named(name, modules):',
  '    """Modules one after the other, called name1, name2 and so on."""',
  '    pairs = ((f"{name}{at}", module) for at, module in enumerate(modules, 1))',
  '    return nn.Sequential(OrderedDict(pairs))',
]

/** Definitions, each as its lines; the last is the model. */
export function growingParts(network: ExportedNetwork, stem: readonly Layer[], growing: Growing): string[][] {
  const { graph, label } = network
  const { stages, closing, classifier } = growing
  const spell = (layer: Layer) => pytorchOf(graph, layer)
  const ends = stages.flatMap(({ after }) => after ?? [])
  const blocks = defineBlocks(
    stages.flatMap((stage) => stage.blocks),
    spell,
    label,
  )
  const transitions = defineBlocks(ends, spell, label)
  const wanted = new Map([
    ...blocks.definitions.map((one) => [one, `${one.label} ${one.extra} layer`] as const),
    ...transitions.definitions.map((one) => [one, `${one.label} ${transitionName(one.unit)}`] as const),
  ])
  const names = distinctNames([...wanted.keys()], [modelName(network)], (one) => className(wanted.get(one) ?? one.label))
  const nameOf: NameOf = (definition) => names.get(definition) ?? definition.label
  const paths = modulePaths(graph)
  const single = (layers: readonly Layer[]): string[] =>
    layers.map((layer) => {
      const spelled = spell(layer)
      return `${paths[layer.id] ?? ''} = ${'callee' in spelled ? callText(spelled.callee, plainArguments(network)(layer)) : ''}`
    })
  const init = [
    'features = nn.Sequential()',
    ...single(stem),
    ...stages.flatMap(({ before, blocks: units, after }, at) => [
      ...single(before),
      `features.denseblock${at + 1} = named("denselayer", ${listText(runsOf(units, blocks.uses, 'i'), nameOf)})`,
      ...(after === null
        ? []
        : runsOf([after], transitions.uses, 'i').map(
            (run) => `features.${transitionName(after)}${at + 1} = ${runText(run, nameOf)}`,
          )),
    ]),
    ...single(closing),
    'self.features = features',
  ]
  const head = modulesOf(graph, classifier, ({ id }) => paths[id] ?? null, plainArguments(network))
  const rest: Unit = { layers: classifier, input: classifier[0]?.inputs[0] ?? imageId, output: graph.layers.length - 1 }
  const { lines, result } = body(network, rest, head)
  return [
    named,
    ...blocks.definitions.map((one) => blockClass(network, one, nameOf(one), growingBlockPaths(graph, one.unit))),
    ...transitions.definitions.map((one) => blockClass(network, one, nameOf(one), transitionPaths(one.unit))),
    modelClass(network, [...init, ...head.lines, ...pytorchInitialization(graph)], [...walk(network, growing), ...lines], result),
  ]
}

/** Source of a list of blocks. */
function listText(runs: readonly Run[], nameOf: NameOf): string {
  const texts = runs.map((run) => runText(run, nameOf))
  const [only = ''] = texts
  return texts.length === 1 && only.startsWith('*') ? only.slice(1) : `[${texts.join(', ')}]`
}

/** Puts the image through `features`, and keeps the maps at the ends of the stages where they are asked for. */
function walk({ graph, features }: ExportedNetwork, { stages }: Growing): string[] {
  if (!features) return ['x = self.features(x)']
  const ends = stageEnds(graph).map(({ name }, at) => {
    const after = stages[at]?.after ?? null
    return `${quoted(`${after === null ? 'denseblock' : transitionName(after)}${at + 1}`)}: ${quoted(name)}`
  })
  return [
    `ends = {${ends.join(', ')}}`,
    'for name, module in self.features.named_children():',
    '    x = module(x)',
    '    if name in ends:',
    '        maps[ends[name]] = x',
  ]
}
