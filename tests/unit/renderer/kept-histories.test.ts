/** Undo histories of designs that are not saved: what the window keeps of them, and how much. */
import { expect, test } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import { beginHistory, goTo, record, type History } from '../../../core/architecture/history.ts'
import { dropHistory, keepHistory, keptHistory } from '../../../renderer/stores/kept-histories.ts'

const architecture: Architecture = completed({
  name: 'net',
  input: { height: 32, width: 32, channels: 3 },
  stem: { kind: 'conv', kernel: 3, width: 16, stride: 1, pool: null },
  stages: [{ kind: 'basic', blocks: 2, width: 16, stride: 1, layers: 2, shortcut: 'A' }],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
})

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { readonly items: Map<string, string> } {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

function historyOf(steps: number): History {
  let history = beginHistory({ ...architecture, name: '0' }, 'Opened', 0)
  for (let step = 1; step < steps; step += 1) history = record(history, { ...architecture, name: String(step) }, `${step}`, step)
  return history
}

test('a history is found again as it was, undone steps too', () => {
  const storage = memory()
  const history = goTo(historyOf(8), 5)
  keepHistory('a', history, storage)
  expect(keptHistory('a', storage)).toEqual(history)
  expect(keptHistory('b', storage)).toBeNull()
})

test('once the library has it, nothing of it is kept here', () => {
  const storage = memory()
  keepHistory('a', historyOf(2), storage)
  keepHistory('b', historyOf(2), storage)
  dropHistory('a', storage)
  expect(keptHistory('a', storage)).toBeNull()
  expect(keptHistory('b', storage)).not.toBeNull()
})

test('of a long one the steps around the present one are kept, and it stays the present one', () => {
  for (const at of [0, 3, 100, 199]) {
    const storage = memory()
    keepHistory('a', goTo(historyOf(200), at), storage)
    const kept = keptHistory('a', storage)
    expect(kept?.steps).toHaveLength(60)
    expect(kept?.steps[kept.at]?.architecture.name).toBe(String(at))
  }
})

test('the designs changed longest ago make room', () => {
  const storage = memory()
  for (let design = 0; design < 20; design += 1) keepHistory(`design-${design}`, historyOf(2), storage)
  keepHistory('design-8', historyOf(3), storage)
  keepHistory('new', historyOf(2), storage)
  expect(keptHistory('design-8', storage)?.steps).toHaveLength(3)
  expect(keptHistory('design-9', storage)).toBeNull()
  expect(keptHistory('design-10', storage)).not.toBeNull()
  // Twelve histories and their list.
  expect(storage.items.size).toBe(13)
})

test.each(['{', '{"steps":[],"at":0}', '{"steps":[{"label":"","time":0,"architecture":{}}],"at":0}', 'null'])(
  'what cannot be read is no history: %s',
  (text) => {
    const storage = memory()
    storage.setItem('stagecraft.history.a', text)
    expect(keptHistory('a', storage)).toBeNull()
  },
)
