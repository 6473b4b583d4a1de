/** The modules of a part of a network: how they are made, and how they are called. */
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import { ruleOf } from '../graph/analysis.ts'
import { pytorchOf } from './member-paths.ts'
import { callText, operandText, type WrittenArgument } from './python-text.ts'

export interface Modules {
  /** `self.conv1 = nn.Conv2d(3, 64, 7)` */
  readonly lines: readonly string[]
  /** Which of the lines makes a layer's module; null for an expression. */
  lineOf(layer: Layer): string | null
  /** Source of what a layer gives, from that of what it reads. */
  apply(layer: Layer, inputs: readonly string[]): string
}

interface Member {
  readonly layer: Layer
  readonly path: string
  readonly call: string
}

/** `pathOf` gives null for what is an expression; `argumentsOf` what a layer's module is made with. */
export function modulesOf(
  graph: LayerGraph,
  layers: readonly Layer[],
  pathOf: (layer: Layer) => string | null,
  argumentsOf: (layer: Layer) => readonly WrittenArgument[],
): Modules {
  const members = layers.flatMap((layer): Member[] => {
    const path = pathOf(layer)
    const spelled = pytorchOf(graph, layer)
    return path === null || !('callee' in spelled) ? [] : [{ layer, path, call: callText(spelled.callee, argumentsOf(layer)) }]
  })
  const attributes = new Map<string, Member[]>()
  const names = new Map<number, string>()
  const shared = sharedNames(members)
  for (const member of members) {
    const [attribute = '', ...within] = member.path.split('.')
    const name = within.length === 0 ? (shared.get(member.call) ?? attribute) : attribute
    names.set(member.layer.id, name)
    attributes.set(name, [...(attributes.get(name) ?? []), member])
  }
  const ends = new Map([...attributes.values()].map((list) => [list[list.length - 1]?.layer.id, list]))
  const lines = new Map(
    [...attributes].map(([name, list]) => [name, `self.${name} = ${isList(list) ? listOf(list) : (list[0]?.call ?? '')}`]),
  )
  return {
    lines: [...lines.values()],
    lineOf: ({ id }) => lines.get(names.get(id) ?? '') ?? null,
    apply(layer, inputs) {
      const spelled = pytorchOf(graph, layer)
      if (!('callee' in spelled)) return spelled.expression(...inputs.map(operandText))
      const name = names.get(layer.id) ?? layer.name
      // A list is called once, where its last module stands.
      if (isList(attributes.get(name) ?? []) && !ends.has(layer.id)) return inputs[0] ?? ''
      return `self.${name}(${inputs.join(', ')})`
    },
  }
}

/** Modules by the numbers of their paths; what a number lacks is nothing. */
function listOf(members: readonly Member[]): string {
  const calls: string[] = []
  for (const { path, call } of members) calls[Number(path.split('.')[1])] = call
  return callText(
    'nn.Sequential',
    Array.from(calls, (call = 'nn.Identity()') => ({ source: call })),
  )
}

function isList(members: readonly Member[]): boolean {
  return members.some(({ path }) => path.includes('.'))
}

/** What has no weights is made once for all equal ones: `self.relu` for `relu1`, `relu2` and `relu`. Names by call. */
function sharedNames(members: readonly Member[]): ReadonlyMap<string, string> {
  const alone = members.filter(({ path, layer }) => !path.includes('.') && ruleOf(layer).spelling.tensors === undefined)
  const names = new Map<string, string>()
  for (const { call, path } of alone) {
    const alike = alone.filter((member) => member.call === call)
    const plain = path.replace(/\d+$/, '')
    const isFree =
      members.every((member) => member.path !== plain || member.call === call) && ![...names.values()].includes(plain)
    if (!names.has(call)) names.set(call, alike.length > 1 && isFree && plain !== '' ? plain : path)
  }
  return names
}
