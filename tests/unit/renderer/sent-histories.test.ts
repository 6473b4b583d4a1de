/** Undo histories on their way to the library: each step goes there once, and comes back as it was. */
import { expect, test } from 'vitest'
import { completed } from '../../../core/architecture/architecture.ts'
import { beginHistory, continued, goTo, mostKeptSteps, record, type History } from '../../../core/architecture/history.ts'
import type { KeptHistory, KeptStep, SentHistory } from '../../../core/store/design-histories.ts'
import { createSentHistories } from '../../../renderer/stores/sent-histories.ts'

const net = (name: string) =>
  completed({
    name,
    input: { height: 32, width: 32, channels: 3 },
    stem: null,
    stages: [],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  })

/** A history of so many steps, each state named by its position. */
function historyOf(steps: number): History {
  let history = beginHistory(net('0'), 'Opened', 0)
  for (let step = 1; step < steps; step += 1) history = record(history, net(String(step)), `${step}`, step)
  return history
}

/** A library that keeps what is sent to it. */
function library(): { take(sent: SentHistory): void; readonly kept: KeptHistory } {
  let all = new Map<string, KeptStep>()
  let order: readonly string[] = []
  let at = 0
  return {
    take(sent) {
      all = new Map([...all, ...sent.steps.map((step) => [step.key, step] as const)])
      order = sent.order
      at = sent.at
    },
    get kept() {
      return { steps: order.flatMap((key) => all.get(key) ?? []), at }
    },
  }
}

test('a step is sent once; what was undone and replaced is not named any more', () => {
  const histories = createSentHistories()
  const first = historyOf(3)
  const sent = histories.toSend('a', first)
  expect(sent.steps.map(({ label }) => label)).toEqual(['Opened', '1', '2'])
  histories.arrived('a', sent)
  const next = histories.toSend('a', record(goTo(first, 1), net('other'), 'other', 9))
  expect(next.steps.map(({ label }) => label)).toEqual(['other'])
  expect(next.order.slice(0, 2)).toEqual(sent.order.slice(0, 2))
  expect(next.at).toBe(2)
  // Another design knows nothing of them, and neither does one that another window has saved.
  expect(histories.toSend('b', first).steps).toHaveLength(3)
  histories.overwritten('a')
  expect(histories.toSend('a', first).steps).toHaveLength(3)
})

test('what comes back is what was sent, and is not sent again', () => {
  const there = library()
  const history = goTo(historyOf(6), 3)
  there.take(createSentHistories().toSend('a', history))
  const later = createSentHistories()
  const brought = later.brought('a', there.kept)
  expect(brought).toEqual(history)
  expect(later.toSend('a', record(brought, net('new'), 'new', 9)).steps.map(({ label }) => label)).toEqual(['new'])
})

test('of a long history the steps around the present one are sent', () => {
  const long = historyOf(3 * mostKeptSteps)
  for (const at of [0, 5, 300, 3 * mostKeptSteps - 1]) {
    const sent = createSentHistories().toSend('a', goTo(long, at))
    expect(sent.order).toHaveLength(mostKeptSteps)
    expect(sent.steps[sent.at]?.architecture.name).toBe(String(at))
  }
})

test('an earlier history goes on with what was done since the design was opened', () => {
  const earlier = goTo(historyOf(5), 3)
  const opened = beginHistory(net('3'), 'Opened', 10)
  expect(continued(earlier, opened)).toBe(earlier)
  const changed = record(opened, net('mine'), 'mine', 11)
  const went = continued(earlier, changed)
  expect(went.steps.map(({ label }) => label)).toEqual(['Opened', '1', '2', '3', 'mine'])
  expect(went.at).toBe(4)
  expect(continued(earlier, goTo(changed, 0)).at).toBe(3)
})

test('what somebody else made of the design meanwhile is a step between', () => {
  const went = continued(historyOf(2), record(beginHistory(net('elsewhere'), 'Opened', 10), net('mine'), 'mine', 11))
  expect(went.steps.map(({ label }) => label)).toEqual(['Opened', '1', 'As the library has it', 'mine'])
  expect(went.steps[went.at]?.architecture.name).toBe('mine')
})
