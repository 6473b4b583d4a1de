/** What groups of runs are called side by side. */
import { comparable } from '../../text/names.ts'
import type { RunGroup } from './groups.ts'
import { differingSettings, settingsOf } from './settings.ts'

/** The name that its runs share, else that of their design; where several groups have it, with the first setting that tells them apart. */
export function groupNames(groups: readonly RunGroup[]): string[] {
  const plain = groups.map(plainName)
  return groups.map((group, index) => {
    const name = plain[index] ?? ''
    const alike = groups.filter((_, other) => comparable(plain[other] ?? '') === comparable(name))
    return alike.length === 1 ? name : `${name}, ${whatTells(group, alike)}`
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

function whatTells(group: RunGroup, alike: readonly RunGroup[]): string {
  const place = alike.indexOf(group)
  const settings = differingSettings(settingsOf(alike.map(({ runs }) => runs[0])))
  const telling = settings.find(({ values }) => values.filter((value) => value === values[place]).length === 1)
  return telling ? `${telling.name.toLowerCase()} ${telling.values[place]}` : `${place + 1} of ${alike.length}`
}
