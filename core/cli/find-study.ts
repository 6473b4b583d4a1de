/** A study of the library, as a person names it. */
import type { LabClient } from '../api/contract.ts'
import type { StudyBrief, StudyDetail } from '../api/contract/studies.ts'
import { comparable } from '../text/names.ts'
import { snapshot } from './lab-client.ts'
import { UsageError } from './usage.ts'

/** By its id or name. Throws a UsageError where none or several are meant. */
export async function findStudy(client: LabClient, named: string): Promise<StudyBrief> {
  const all = await snapshot(client, 'studies', {})
  const found = all.filter(({ id, name }) => id === named || comparable(name) === comparable(named))
  const [only, ...others] = found
  if (only && others.length === 0) return only
  if (only)
    throw new UsageError(
      `${found.length} studies are named ${named}. Give the id of one: ${found.map(({ id }) => id).join(', ')}.`,
    )
  throw new UsageError(`There is no study ${named}. ${all.length === 0 ? 'study new begins one.' : 'study list lists them.'}`)
}

export async function detailOf(client: LabClient, named: string): Promise<StudyDetail> {
  const { id } = await findStudy(client, named)
  const detail = await snapshot(client, 'study', { id })
  if (detail === null) throw new UsageError(`There is no study ${named} any more.`)
  return detail
}
