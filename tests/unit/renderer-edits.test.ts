/** What the Design view does to a design: one named step each, old and new value in its name. */
import { readFileSync } from 'node:fs'
import { computed, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import { readArchitecture } from '../../core/architecture/file-format.ts'
import { findProblems } from '../../core/architecture/problems.ts'
import { editsOf, type DocumentEdits } from '../../renderer/stores/document-edits.ts'
import { placeNotes, topFor, levelsFor, arcOver } from '../../core/drawing/scene.ts'
import { buildStack } from '../../core/drawing/build-stack.ts'
import { fitStack, octaveFor, type PartId } from '../../core/drawing/stack-layout.ts'
import { familyDepthOf } from '../../core/architecture/family.ts'

function preset(name: string): Architecture {
  const read = readArchitecture(readFileSync(new URL(`../../resources/presets/${name}.json`, import.meta.url), 'utf8'))
  if (!read.ok) throw new Error(`${name} cannot be read`)
  return read.architecture
}

/** A document without a store: the newest state, the labels of its steps, and what is selected. */
function documentOf(start: Architecture): {
  edits: DocumentEdits
  labels: string[]
  now: () => Architecture
  selected: () => PartId | readonly number[]
} {
  const state = shallowRef(start)
  const labels: string[] = []
  let selected: PartId | readonly number[] = 'stem'
  const edits = editsOf(
    computed(() => state.value),
    () => state.value,
    (next, label) => {
      if (next === state.value) return
      state.value = next
      labels.push(label)
    },
    { select: (part) => (selected = part), selectStages: (stages) => (selected = stages) },
  )
  return { edits, labels, now: () => state.value, selected: () => selected }
}

describe('edits', () => {
  it('names a step by what was changed, with old and new value', () => {
    const { edits, labels } = documentOf(preset('resnet-34'))
    edits.changeStages([3], () => ({ width: 384 }))
    edits.changeKind([0], 'bottleneck')
    edits.changeStem({ pool: null })
    edits.changeHead({ hidden: [64, 32] })
    edits.changeInput({ height: 64, width: 64 })
    expect(labels).toEqual([
      'Stage 4 width 512 → 384',
      'Stage 1 kind basic → bottleneck',
      'Stem max-pool 3×3, /2 → none',
      'Head hidden layers none → 64, 32',
      'Image height 224 → 64, width 224 → 64',
    ])
  })

  it('names a step of several stages by what differed in them', () => {
    const { edits, labels, now } = documentOf(preset('resnet-34'))
    edits.changeStages([0, 1, 3], () => ({ width: 100 }))
    edits.changeStages([0, 1], () => ({ blocks: 2 }))
    edits.changeKind([0, 1], 'bottleneck')
    edits.splitStage(0)
    edits.mergeStages([0, 1])
    edits.pasteStages(4, now().stages)
    edits.makePlain([0, 1])
    edits.changeStages([0, 1, 2, 3, 4, 5, 6, 7], () => ({ width: 7 }))
    expect(labels).toEqual([
      'Stages 1, 2 and 4 width 64, 128, 512 → 100',
      'Stages 1 and 2 blocks 3, 4 → 2',
      'Stages 1 and 2 kind basic → bottleneck',
      'Stage 1 of 2 blocks split',
      'Stages 1 and 2 merged',
      'Stages 5 to 8 pasted',
      'Stages 1 and 2 shortcut B → none',
      'Stages 1 to 8 width 100, 256 → 7',
    ])
  })

  it('selects nothing where an edit is not made', () => {
    const { edits, selected, labels } = documentOf(preset('resnet-20'))
    edits.mergeStages([0, 1])
    edits.moveStages([1], 1)
    expect(selected()).toBe('stem')
    expect(edits.pasteStages(0, Array.from({ length: 65 }, () => preset('resnet-20').stages).flat())).toBe(false)
    expect(selected()).toBe('stem')
    expect(labels).not.toContain('Stages 1 and 2 merged')
  })

  it('makes no step of a change that changes nothing', () => {
    const { edits, labels } = documentOf(preset('resnet-34'))
    edits.changeStages([3], () => ({ width: 512 }))
    edits.changeKind([0], 'basic')
    edits.changeStemKind('conv')
    expect(labels).toEqual([])
  })

  it('moves n in every stage of a 6n+2 design', () => {
    const { edits, now, labels } = documentOf(preset('resnet-20'))
    expect(familyDepthOf(now())).toBe(3)
    edits.setFamilyDepth(9)
    expect(now().stages).toEqual(preset('resnet-56').stages)
    expect(labels).toEqual(['All stages n 3 → 9'])
  })

  it('selects what an edit is about', () => {
    const { edits, selected, now } = documentOf(preset('resnet-20'))
    edits.insertStage(3)
    expect(selected()).toBe(3)
    edits.moveStages([2, 3], 0)
    expect(selected()).toEqual([0, 1])
    edits.duplicateStages([0, 1])
    expect(selected()).toEqual([2, 3])
    edits.removeStages([3, 4])
    expect(selected()).toBe(3)
    edits.removeStages([3])
    expect(selected()).toBe(2)
    for (let left = now().stages.length; left > 0; left--) edits.removeStages([0])
    expect(selected()).toBe('head')
  })

  it('mends each problem that says how', () => {
    const narrow = preset('resnet-34')
    const stages = narrow.stages.map((stage, index) =>
      index === 3 && stage.kind === 'basic' ? { ...stage, width: 192, shortcut: 'A' as const } : stage,
    )
    const { edits, now } = documentOf({ ...narrow, stages })
    for (const problem of findProblems(now())) edits.mend(problem)
    expect(findProblems(now())).toEqual([])
    expect(now().stages[3]).toMatchObject({ width: 512, shortcut: 'B' })
  })
})

describe('room for what hangs at the drawing', () => {
  it('keeps shortcuts over many layers under the brackets', () => {
    const tall = completed({
      ...preset('resnet-20'),
      stages: [{ kind: 'basic', blocks: 2, width: 16, stride: 1, layers: 8, shortcut: 'C' }],
    })
    const { model } = buildStack(tall)
    if (!model) throw new Error('It can be drawn')
    const { items, k } = fitStack(model, 800, 'auto')
    const levels = levelsFor(732, 32, topFor(items, octaveFor(732, 32), 0), 126)
    const highest = Math.min(...items.map((_, index) => arcOver(items, index, k, levels)?.middle[1] ?? Infinity))
    // The word "1×1" stands 7 px above the middle of the arc and is 11 px high.
    expect(highest - 7 - 11).toBeGreaterThan(levels.bracket)
    expect(topFor(fitStack(model, 800, 'auto').items.slice(0, 2), 44, 0)).toBe(84)
  })

  it('places notes so that none covers another', () => {
    const { model } = buildStack(preset('resnet-34'))
    if (!model) throw new Error('It can be drawn')
    const layout = fitStack(model, 800, 'auto')
    const width = 380
    const levels = levelsFor(732, 224, 84, 126)
    const places = placeNotes([3, 2, 1], layout, { width: 928, ...levels }, width)
    // Nor the shapes, which stay where they are.
    expect(Math.max(...places.map(({ top }) => top)) + 46).toBeLessThan(levels.shapes - 11)
    for (const [index, place] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        const beside = Math.abs(place.right - other.right) >= width
        expect(beside || Math.abs(place.top - other.top) >= 46).toBe(true)
      }
    }
  })
})
