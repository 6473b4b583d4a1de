/**
 * A trainer that is killed at random moments and resumed until it has finished leaves what the trainer leaves that nobody killed: every
 * number of every row, and the state to the last bit. STAGECRAFT_KILLS=50 before `npm test` makes it 50 kills, through all recipes.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recipesToKill } from './kills/recipes.ts'
import { killAgainAndAgain, randomOf } from './kills/series.ts'

const wanted = Number(process.env['STAGECRAFT_KILLS'] ?? 8)
/** In one run: it has about so many before it is done. */
const mostInOne = 10

test(
  `${wanted} kills at random moments, each followed by resuming, change nothing`,
  async () => {
    const during: Record<string, number> = {}
    let kills = 0
    for (let series = 0; kills < wanted; series += 1) {
      const recipe = recipesToKill[series % recipesToKill.length]
      if (!recipe) throw new Error('There are no recipes.')
      const most = Math.min(mostInOne, Math.ceil(wanted / 2), wanted - kills)
      const folder = mkdtempSync(join(tmpdir(), 'stagecraft-kills-'))
      const done = await killAgainAndAgain(folder, recipe, randomOf(series), most)
      kills += done.kills
      for (const [what, count] of Object.entries(done.during)) during[what] = (during[what] ?? 0) + count
      expect(done.killed.rows['steps']?.length).toBeGreaterThanOrEqual(recipe.length.value)
      expect(done.killed, `${recipe.name}, after ${done.kills} kills`).toEqual(done.whole)
      expect(done.killed.leftOver).toEqual([])
    }
    console.log(
      `${kills} kills: ${Object.entries(during)
        .map(([what, count]) => `${count} in ${what}`)
        .join(', ')}`,
    )
  },
  30_000 + wanted * 20_000,
)
