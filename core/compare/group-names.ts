/** What groups of runs are called side by side. */
import { comparable } from '../text/names.ts'
import type { RunGroup } from './groups.ts'
import { differingSettings, settingsOf } from './settings.ts'

/** The name that its runs share, else that of their design; where several groups have it, with the first setting that tells them apart. */
export function groupNames(groups: readonly RunGroup[]): string[] {
  const named = groups.map((group) => ({ group, name: plainName(group) }))
  const alike = new Map<string, RunGroup[]>()
  for (const { group, name } of named) {
    const key = comparable(name)
    alike.set(key, [...(alike.get(key) ?? []), group])
  }
  const telling = new Map([...alike.values()].flatMap((those) => (those.length === 1 ? [] : whatTells(those))))
  return named.map(({ group, name }) => {
    const words = telling.get(group)
    return words === undefined ? name : `${name}, ${words}`
  })
}

function plainName({ runs }: RunGroup): string {
  const names = new Set(
    runs.map(({ record }) => withoutSeed(record.name, runs.length > 1 ? (record.recipe?.seed ?? null) : null)),
  )
  const [only = '', ...others] = names
  return others.length === 0 ? only : (runs[0].record.architecture?.name ?? only)
}

export function withoutSeed(name: string, seed: number | null): string {
  const end = `, seed ${seed}`
  return seed !== null && name.endsWith(end) ? name.slice(0, -end.length) : name
}

/** Of each of several: the first setting in which it differs from all others, else its place. What differs is looked for once for all of them. */
function whatTells(alike: readonly RunGroup[]): [RunGroup, string][] {
  const settings = differingSettings(settingsOf(alike.map(({ runs }) => runs[0])))
  return alike.map((group, place) => {
    const telling = settings.find(({ values }) => values.filter((value) => value === values[place]).length === 1)
    return [group, telling ? `${telling.name.toLowerCase()} ${telling.values[place]}` : `${place + 1} of ${alike.length}`]
  })
}
