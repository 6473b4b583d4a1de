/** What a person chooses of event files, and what is likely before. */
import { expect, test } from 'vitest'
import { eventRunName } from '../../../core/api/event-figures.ts'
import type { EventsLook, FoundTag } from '../../../core/import/tensorboard/look.ts'
import { proposalFor } from '../../../core/import/tensorboard/proposal.ts'
import { asked, hasAccuracy, likelyChoices, meaning, troubleOf } from '../../../renderer/views/import/event-choices.ts'

const tag = (name: string, most: number, folder = ''): FoundTag => ({
  folder,
  tag: name,
  count: 3,
  firstStep: 1,
  lastStep: 3,
  least: 0,
  most,
  last: most,
  proposal: proposalFor(folder, name, most),
})
const look: EventsLook = {
  runs: [
    { folder: 'one', files: 1, bytes: 10, tags: [tag('loss', 2), tag('acc', 98, 'test'), tag('gpu', 3)] },
    { folder: 'two', files: 1, bytes: 10, tags: [tag('gpu', 3)] },
  ],
  damage: [],
}

test('what is called accuracy takes a person’s word; a run without figures is not taken', () => {
  expect(hasAccuracy(look)).toBe(true)
  const [one, two] = likelyChoices(look, '/logs', false)
  expect(one?.tags.map(({ meant }) => meant)).toEqual(['trainLoss', 'left out', 'left out'])
  expect(two).toMatchObject({ taken: false, name: 'two' })
  const [withWord] = likelyChoices(look, '/logs', true)
  expect(withWord?.tags[1]).toMatchObject({ meant: 'testError', as: 'accuracy in percent' })
  expect(asked(likelyChoices(look, '/logs', true))).toEqual([
    {
      folder: 'one',
      name: 'one',
      figures: [
        { series: 'trainLoss', folder: '', tag: 'loss', as: 'as it is' },
        { series: 'testError', folder: 'test', tag: 'acc', as: 'accuracy in percent' },
      ],
    },
  ])
})

test('a tag that is said to be another figure is read as its numbers are likely to stand there', () => {
  const [one] = likelyChoices(look, '/logs', true)
  const [loss, accuracy] = one?.tags ?? []
  if (loss === undefined || accuracy === undefined) throw new Error('It has three tags.')
  expect(meaning(loss, 'testError')).toMatchObject({ meant: 'testError', as: 'percent' })
  expect(meaning(accuracy, 'validationError')).toMatchObject({ as: 'accuracy in percent' })
  expect(meaning(accuracy, 'trainLoss')).toMatchObject({ as: 'as it is' })
})

test('what cannot be made says why', () => {
  const [one] = likelyChoices(look, '/logs', true)
  if (one === undefined) throw new Error('There is one.')
  expect(troubleOf(one)).toBeNull()
  expect(troubleOf({ ...one, name: ' ' })).toBe('It needs a name.')
  expect(troubleOf({ ...one, tags: one.tags.map((choice) => meaning(choice, 'left out')) })).toBe('None of its tags is a figure.')
  expect(troubleOf({ ...one, tags: one.tags.map((choice) => meaning(choice, 'testLoss')) })).toBe(
    'Two tags cannot both be the test loss.',
  )
  expect(troubleOf({ ...one, taken: false, name: '' })).toBeNull()
})

test('a run has the name of its folder; a file alone that of the folder it lies in', () => {
  expect(eventRunName('/logs/run7', '')).toBe('run7')
  expect(eventRunName('C:\\logs\\run7\\events.out.tfevents.1.host', '')).toBe('run7')
  expect(eventRunName('/logs', 'a/b')).toBe('a/b')
  expect(eventRunName('/logs', 'a/b', 'Theirs')).toBe('Theirs, a/b')
  expect(eventRunName('/', '')).toBe('run')
})
