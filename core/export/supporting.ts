/** What a source defines beside the network: layers that the framework has not. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { Spell } from './definitions.ts'

/** Each once, in the order of first use. */
export function supportingDefinitions(graph: LayerGraph, spell: Spell): string[] {
  const found = graph.layers
    .map(spell)
    .flatMap((spelled) => ('callee' in spelled && spelled.definition ? [spelled.definition] : []))
  return [...new Set(found)]
}

/** Whether the source of what is spelled so has each of what it reads once. */
export function readsOnce(spelled: ReturnType<Spell>, inputs: number): boolean {
  if ('callee' in spelled) return true
  const names = Array.from({ length: inputs }, (_, at) => `<${at}>`)
  const source = spelled.expression(...names)
  return names.every((name) => source.split(name).length === 2)
}
