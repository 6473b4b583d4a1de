/** Twenty steps from the same weights and batches as PyTorch's, kept as a fixture; `npm run reference` makes it afresh. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { differences, referenceCases, trainHere, type Trajectory } from '../reference/cases.ts'
import { nativeBinding } from './native.ts'

const fixture = JSON.parse(readFileSync(new URL('../reference/trajectories.json', import.meta.url), 'utf8')) as {
  torch: string
  cases: Record<string, Trajectory>
}

describe(`losses, errors and weights over 20 steps agree with PyTorch ${fixture.torch} to 1e-3`, async () => {
  const binding = nativeBinding()
  for (const one of await referenceCases()) {
    it(one.name, async () => {
      const expected = fixture.cases[one.name]
      if (expected === undefined) throw new Error('Not in the fixture: run `npm run reference -- --update`.')
      expect(differences(await trainHere(binding, one), expected)).toEqual([])
    })
  }
})
