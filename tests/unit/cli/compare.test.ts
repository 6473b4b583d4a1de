/** `lab compare`: what the window's comparison shows, in a terminal and as data. The lab is a list of runs. */
import { expect, test } from 'vitest'
import type { LabClient } from '../../../core/api/contract.ts'
import { groupRuns } from '../../../core/compare/groups.ts'
import { reportOn } from '../../../core/compare/report.ts'
import { compareRuns, type CompareOptions } from '../../../core/cli/compare.ts'
import { seeded, seeds } from '../compare/seeds.ts'
import { preset } from '../renderer-runs/samples.ts'

const residual = seeds('resnet-20', [0.0875, 0.0858, 0.0891])
const plain = seeds('plain-20', [0.0974, 0.095, 0.0988], { architecture: preset('plain-20') })
const lost = seeded('plain-20', 4, { architecture: preset('plain-20') }, { kind: 'diverged', step: 412, reason: '', remedy: '' })

const client = {
  subscribe(name: string, _parameters: unknown, onValue: (value: unknown) => void) {
    queueMicrotask(() => onValue(name === 'runs' ? [...residual, ...plain, lost] : { notices: [] }))
    return () => undefined
  },
} as unknown as LabClient

async function compared(named: readonly string[], options: CompareOptions = {}, json = false): Promise<string> {
  const printed: string[] = []
  await compareRuns(client, named, options, json, 10_000, (line) => printed.push(line))
  return printed.join('\n')
}

test('a name stands for all seeds, whose mean and spread stand beside the difference to the baseline', async () => {
  const text = await compared(['resnet-20', 'plain-20'])
  expect(text).toMatch(/test error +8\.75 ± 0\.17 % +9\.71 ± 0\.19 %/)
  expect(text).toMatch(/difference +\+0\.96, p = 0\.00\d/)
  expect(text).toMatch(/energy +not known +not known/)
  expect(text).toContain('Not counted of plain-20: seed 4 diverged at step 412.')
  expect(text).toMatch(/Shortcut +A +none/)
  expect(text).toContain('resnet-20 ends at 8.75 ± 0.17 % (n = 3) test error')
})

test('the data are the very figures of the window', async () => {
  const data = JSON.parse(await compared(['resnet-20', 'plain-20'], { baseline: 'plain-20' }, true)) as {
    baseline: string
    groups: { figures: Record<string, { sample: unknown; difference: number | null }> }[]
  }
  const groups = groupRuns([...residual, ...plain, lost]).map((group, index) => ({
    group,
    name: ['resnet-20', 'plain-20'][index] ?? '',
  }))
  const shown = reportOn(groups, 1).figures.find(({ figure }) => figure.id === 'test-error')
  expect(data.baseline).toBe('plain-20')
  expect(data.groups.map(({ figures }) => figures['test-error'])).toEqual(
    shown?.groups.map(({ sample, difference, test: found }) => ({ kind: 'error', sample, difference, test: found })),
  )
})

test('each run can stand for itself, and one alone is nothing to compare', async () => {
  expect(await compared(['resnet-20', 'plain-20, seed 1'], { each: true })).toMatch(
    /seeds counted +one seed +one seed +one seed +one seed/,
  )
  await expect(compared(['plain-20, seed 1'])).rejects.toThrow('nothing to compare')
  await expect(compared(['resnet-21', 'plain-20'])).rejects.toThrow('Did you mean')
  await expect(compared(['resnet-20', 'plain-20'], { baseline: 'else' })).rejects.toThrow('else is none of resnet-20; plain-20.')
})
