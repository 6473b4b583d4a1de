/** What a person chooses of event files: which runs, under which names, and what each of their tags is. */
import { eventRunName, figuresOf, isAccuracy, isShare, likelyAs } from '../../../core/api/event-figures.ts'
import type { CallParameters } from '../../../core/api/contract.ts'
import type { EventsLook, FoundRun, FoundTag } from '../../../core/import/tensorboard/look.ts'
import { seriesWords } from '../../../core/api/trained-elsewhere.ts'
import type { ElsewhereFigure, ElsewhereSeries } from '../../../core/store/elsewhere.ts'

export type Meant = ElsewhereSeries | 'left out'

export interface TagChoice {
  readonly found: FoundTag
  readonly meant: Meant
  readonly as: ElsewhereFigure['as']
}

export interface RunChoice {
  readonly found: FoundRun
  readonly taken: boolean
  readonly name: string
  readonly tags: readonly TagChoice[]
}

/** What is likely, before a person has said anything else. */
export function likelyChoices({ runs }: EventsLook, path: string, accuracy: boolean): RunChoice[] {
  return runs.map((found) => {
    const figures = figuresOf(found, accuracy)
    const tags = found.tags.map((tag): TagChoice => {
      const figure = figures.find((one) => one.folder === tag.folder && one.tag === tag.tag)
      return { found: tag, meant: figure?.series ?? 'left out', as: figure?.as ?? 'as it is' }
    })
    return { found, taken: figures.length > 0, name: eventRunName(path, found.folder), tags }
  })
}

/** Whether any tag is called accuracy, which takes a person's word. */
export function hasAccuracy({ runs }: EventsLook): boolean {
  return runs.some(({ tags }) => tags.some(({ proposal }) => proposal !== null && isAccuracy(proposal)))
}

/** The tag as a figure, read as its numbers are likely to stand there. */
export function meaning(choice: TagChoice, meant: Meant): TagChoice {
  const { proposal, most } = choice.found
  const as = meant === 'left out' ? 'as it is' : likelyAs(meant, most, proposal !== null && isAccuracy(proposal))
  return { ...choice, meant, as }
}

/** Whether how its numbers stand there is to be said. */
export const asksHow = ({ meant }: TagChoice): boolean => meant !== 'left out' && isShare(meant)

export const howOptions: readonly { value: ElsewhereFigure['as']; label: string }[] = [
  { value: 'as it is', label: 'wrong, from 0 to 1' },
  { value: 'percent', label: 'wrong, in percent' },
  { value: 'accuracy', label: 'right, from 0 to 1' },
  { value: 'accuracy in percent', label: 'right, in percent' },
]

/** Why a run cannot be made so; null where it can, or is not taken. */
export function troubleOf({ taken, name, tags }: RunChoice): string | null {
  if (!taken) return null
  if (name.trim() === '') return 'It needs a name.'
  const figures = tags.flatMap(({ meant }) => (meant === 'left out' ? [] : [meant]))
  if (figures.length === 0) return 'None of its tags is a figure.'
  const twice = figures.find((one, at) => figures.indexOf(one) !== at)
  return twice === undefined ? null : `Two tags cannot both be the ${seriesWords[twice]}.`
}

/** Those that are taken, as they are asked for. */
export function asked(choices: readonly RunChoice[]): CallParameters<'events.import'>['runs'] {
  return choices
    .filter(({ taken }) => taken)
    .map(({ found, name, tags }) => ({
      folder: found.folder,
      name,
      figures: tags.flatMap(({ found: { folder, tag }, meant, as }) =>
        meant === 'left out' ? [] : [{ series: meant, folder, tag, as }],
      ),
    }))
}
