/** The benchmark's tables, read back as a reader of README would. */
import { expect, test } from 'vitest'
import { markdownTables } from '../../bench/markdown.ts'
import { rowsOf, type CaseFacts, type Measured } from '../../bench/rows.ts'

const facts: CaseFacts = {
  net: 'resnet-20',
  batch: 100,
  precision: 'float32',
  phase: 'training',
  device: 'cpu',
  turn: 2,
  macs: 1e6,
  peakGflops: 12,
}
const own = [100, 100, 96, 104]
const measured = (
  engine: Measured['engine'],
  times: readonly number[],
  peakMB: number | null,
  beside: readonly number[] | null = own,
): Measured => ({ engine, version: engine, times, beside, peakMB, failure: null })
const failed: Measured = { engine: 'keras-xla', version: null, times: [], beside: own, peakMB: null, failure: 'It ended.' }
const float32 = [
  measured('stagecraft', own, 450),
  measured('torch', [200, 200, 250, 250], 500),
  measured('keras', [125, 125, 80, 80], 900),
  failed,
]
const bfloat16 = [measured('stagecraft', [50, 50], 400, [50, 50]), measured('torch', [8, 8], 200, [50, 50])]
const rows = [...rowsOf(facts, float32), ...rowsOf({ ...facts, precision: 'bfloat16', peakGflops: null }, bfloat16)]

/** Cells of the tables' lines by their columns' titles. */
function tablesOf(text: string): Record<string, string>[][] {
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const blocks = text.split('\n\n').filter((block) => block.startsWith('|'))
  return blocks.map((block) => {
    const [head = '', rule = '', ...lines] = block.trim().split('\n')
    expect(cells(rule)).toHaveLength(cells(head).length)
    return lines.map((line) => {
      expect(cells(line)).toHaveLength(cells(head).length)
      return Object.fromEntries(cells(head).map((title, column) => [title, cells(line)[column] ?? '']))
    })
  })
}

const [times = [], memory = []] = tablesOf(markdownTables(rows))

test('one line a network and precision, a column each engine that ran anywhere', () => {
  expect(times.map(({ network, batch, precision }) => [network, batch, precision])).toEqual([
    ['resnet-20', '100', 'float32'],
    ['resnet-20', '100', 'bfloat16'],
  ])
  expect(Object.keys(times[0] ?? {})).not.toContain('tfjs')
})

test('medians, and what failed or was not asked for', () => {
  expect(times[0]).toMatchObject({ Stagecraft: '100', PyTorch: '225', Keras: '103', 'Keras, XLA': 'failed' })
  expect(times[1]).toMatchObject({ Stagecraft: '50.0', PyTorch: '8.00', Keras: '', 'Keras, XLA': '' })
})

// The fastest peer is Keras: 100 ÷ 102.5, its turns 100 ÷ 125 and 100 ÷ 80.
test('the ratio to the fastest peer is of medians, its bounds are those of turns', () => {
  expect(times[0]?.['Stagecraft ÷ fastest peer']).toBe('0.98 (0.80 – 1.25)')
  expect(times[1]?.['Stagecraft ÷ fastest peer']).toBe('6.25 (6.25 – 6.25)')
})

// 3 · 2 · 10⁶ · 100 operations in 100 ms are 6·10⁹ a second: half of 12.
test('images a second and the share of the peak, where there is one', () => {
  expect(times[0]).toMatchObject({ 'images/s': '1000', 'of matmul peak': '50 %' })
  expect(times[1]).toMatchObject({ 'images/s': '2000', 'of matmul peak': '' })
})

// 2 · 10⁶ · 100 operations in 100 ms are 2·10⁹ a second: a sixth of 12.
test('evaluated batches have tables of their own, and a third of a step’s operations', () => {
  const evaluated = rowsOf({ ...facts, phase: 'evaluation' }, float32)
  const text = markdownTables([...evaluated, ...rows])
  const tables = tablesOf(text)
  expect(tables).toHaveLength(4)
  expect(tables.slice(0, 2)).toEqual([times, memory])
  expect(tables[2]).toMatchObject([{ network: 'resnet-20', Stagecraft: '100', 'of matmul peak': '17 %' }])
  expect(text.split('\n').filter((line) => line.startsWith('Median'))).toEqual([
    expect.stringContaining('a training step'),
    expect.stringContaining('an evaluated batch'),
  ])
})

test('memory against the leanest peer', () => {
  expect(memory[0]).toMatchObject({ Stagecraft: '450', PyTorch: '500', 'Keras, XLA': '', 'Stagecraft ÷ leanest peer': '0.90' })
  expect(memory[1]?.['Stagecraft ÷ leanest peer']).toBe('2.00')
})

test('rows have a failed engine with its reason, and it is none of the fastest', () => {
  const row = rows.find(({ engine }) => engine === 'keras-xla')
  expect(row).toMatchObject({ medianMs: null, ratio: null, failure: 'It ended.' })
  expect(rows[0]?.toFastestPeer?.engine).toBe('keras')
})

test('an engine that Stagecraft took turns with by itself is held against those turns', () => {
  const alone = measured('tfjs', [400, 400], 2000, [200, 200])
  const [row, tfjs] = rowsOf(facts, [measured('stagecraft', own, 450), alone])
  expect(tfjs).toMatchObject({ ratio: 0.5, spread: [0.5, 0.5] })
  expect(row?.toFastestPeer).toMatchObject({ engine: 'tfjs', ratio: 0.5 })
})

test('without Stagecraft there are times and no ratios of it', () => {
  const [[line = {}] = []] = tablesOf(markdownTables(rowsOf(facts, [measured('torch', [200, 250], 500, null)])))
  expect(line).toMatchObject({ PyTorch: '225', 'Stagecraft ÷ fastest peer': '', 'images/s': '' })
  expect(Object.keys(line)).not.toContain('Stagecraft')
})
