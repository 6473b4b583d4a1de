/** What the lightness of cells shows: one choice for all designs, kept between starts. */
import { useStorage } from '@vueuse/core'
import type { Ref } from 'vue'
import type { Command } from '../../app/command-registry.ts'
import { toneKinds, toneWords, type ToneKind } from './tone.ts'

const kept = useStorage<ToneKind>('stagecraft.tone', 'width', undefined, {
  serializer: { read: (text) => toneKinds.find((kind) => kind === text) ?? 'width', write: (kind) => kind },
})

export function useTonePreference(): Ref<ToneKind> {
  return kept
}

/** One command for each; `off` says why a tone cannot be shown. */
export function toneCommands(off: (kind: ToneKind) => string | null): Command[] {
  return toneKinds.map((kind) => ({
    id: `design.tone-${kind}`,
    title: () => `Tone of the cells by ${toneWords[kind]}`,
    also: 'shade lightness colour drawing',
    off: () => off(kind) ?? (kept.value === kind ? 'in use' : null),
    run: () => (kept.value = kind),
  }))
}
