/**
 * Designs by where they are: saved, in the gallery, in a run's record, in a file that was opened to be compared, or the plain twin of one of
 * these. A source is text, so that an address can hold it: `design:ID`, `preset:resnet-34`, `run:ID`, `file:NAME`, `twin:design:ID`.
 */
import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { isResidual } from '../../core/architecture/blocks.ts'
import { plainTwin } from '../../core/architecture/edit.ts'
import type { Refusal } from '../views/design/refused-file.ts'
import { useDesignsStore } from './designs.ts'
import { useRunsStore } from './runs.ts'

export interface DesignSource {
  readonly source: string
  readonly name: string
}

export const useDesignSources = defineStore('design-sources', () => {
  const designs = useDesignsStore()
  const runs = useRunsStore()
  /** Files opened since the start, by their names. */
  const files = shallowReactive(new Map<string, Architecture>())
  /** The last file that could not be read, until that is closed. */
  const refused = shallowRef<Refusal | null>(null)

  /** As it is now; null where there is no such thing, or not yet. */
  function architectureOf(source: string): Architecture | null {
    const [kind = '', ...rest] = source.split(':')
    const id = rest.join(':')
    switch (kind) {
      case 'design':
        return designs.byId.get(id)?.architecture ?? null
      case 'preset':
        return designs.presetById.get(id)?.architecture ?? null
      case 'run':
        return runs.byId.get(id)?.record.architecture ?? null
      case 'file':
        return files.get(id) ?? null
      case 'twin':
        return twinOf(id)
      default:
        return null
    }
  }

  // The same twin of the same design, so that its counts are known.
  const twins = new WeakMap<Architecture, Architecture>()
  function twinOf(source: string): Architecture | null {
    const of = architectureOf(source)
    if (!of?.stages.some(isResidual)) return null
    const twin = twins.get(of) ?? plainTwin(of)
    twins.set(of, twin)
    return twin
  }

  /** `of`: the file's name. */
  function addFile(of: string, architecture: Architecture): string {
    files.set(of, architecture)
    return `file:${of}`
  }

  /** What can be chosen, grouped: saved designs, files, the gallery. */
  function listed(): DesignSource[] {
    return [
      ...(designs.designs ?? []).map(({ id, architecture }) => ({ source: `design:${id}`, name: architecture.name })),
      ...[...files].map(([name]) => ({ source: `file:${name}`, name: `file ${name}` })),
      ...designs.presets.map(({ id, architecture }) => ({ source: `preset:${id}`, name: `${architecture.name} (gallery)` })),
    ]
  }

  /** Whether what sources name is known: after the start it takes a moment. */
  const known = (): boolean => designs.designs !== null && runs.runs !== null && designs.presets.length > 0

  return { architectureOf, addFile, listed, known, refused }
})
