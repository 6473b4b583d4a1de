/** The table of what runs have: queries, columns, sorting and groups of the window and of the command line name nothing else. */
import { datasetNames } from '../../datasets/names.ts'
import type { RunSummary } from '../../store/run.ts'
import { isImport } from '../../store/origin.ts'
import { comparable } from '../../text/names.ts'
import { stepsDone } from '../../compare/steps-done.ts'
import { wallMs } from '../../compare/wall-time.ts'
import { designRunFields } from './design-run-fields.ts'
import type { Quantity } from './quantities.ts'
import { recipeRunFields } from './recipe-run-fields.ts'
import type { DateField, FieldGroup, NumberField, RunField, WordField } from './run-field.ts'

const figure = (
  group: FieldGroup,
  id: string,
  caption: string,
  quantity: Quantity,
  about: string,
  value: (run: RunSummary) => number | null,
): NumberField => ({ kind: 'number', id, caption, about, group, quantity, value })

const moment = (id: string, caption: string, about: string, value: (run: RunSummary) => number | null): DateField => ({
  kind: 'date',
  id,
  caption,
  about,
  group: 'time',
  value,
})

const words = (
  group: FieldGroup,
  id: string,
  caption: string,
  about: string,
  values: (run: RunSummary) => readonly (readonly string[])[],
  choices?: readonly string[],
): WordField => ({ kind: 'words', id, caption, about, group, values, ...(choices && { choices }) })

const yesOrNo = ['yes', 'no']
const said = (is: boolean): string[][] => [[is ? 'yes' : 'no']]
const states: readonly RunSummary['status']['kind'][] = [
  'queued',
  'running',
  'paused',
  'finished',
  'stopped',
  'pruned',
  'crashed',
  'diverged',
  'unfinished',
  'elsewhere',
]

export const runFields: readonly RunField[] = [
  words('run', 'name', 'Name', 'as the run is called', ({ record }) => [[record.name]]),
  words('run', 'id', 'Id', 'of the run, and of its folder', ({ record }) => [[record.id]]),
  words('run', 'status', 'Status', 'what became of it', ({ status }) => [[status.kind]], states),
  words('run', 'tag', 'Tags', 'any of its tags', ({ remarks }) => remarks.tags.map((tag) => [tag])),
  words('run', 'note', 'Notes', 'its notes', ({ remarks }) => (remarks.notes === '' ? [] : [[remarks.notes]])),
  words('run', 'favourite', 'Favourite', 'whether it is one', ({ remarks }) => said(remarks.favourite), yesOrNo),
  words('run', 'archived', 'Archived', 'whether lists leave it out', ({ remarks }) => said(remarks.archived), yesOrNo),
  words('run', 'damaged', 'Damaged', 'whether a file of it cannot be read', ({ damage }) => said(damage.length > 0), yesOrNo),
  words('run', 'data', 'Data', 'data set', ({ record: { dataset } }) =>
    dataset === null ? [] : [[datasetNames[dataset], dataset]],
  ),
  words('run', 'recipe', 'Recipe', 'name of the recipe', ({ record: { recipe } }) => (recipe === null ? [] : [[recipe.name]])),
  words('run', 'from', 'Begun from', 'the run or file that its weights are from', ({ record: { origin } }) =>
    origin === null ? [] : [isImport(origin) ? [origin.file] : [origin.name, origin.run]],
  ),
  figure('results', 'error', 'Last, %', 'error', 'test error at the last evaluation', (run) => run.testError),
  figure('results', 'best', 'Best, %', 'error', 'test error where what the run follows was least', (run) => run.bestTestError),
  figure('results', 'error.top5', 'Top-5, %', 'error', 'top-5 test error at the last evaluation', (run) => run.testTopFiveError),
  figure(
    'results',
    'best.top5',
    'Best top-5, %',
    'error',
    'top-5 test error where what the run follows was least',
    (run) => run.bestTestTopFiveError,
  ),
  figure('results', 'best.step', 'Best at step', 'count', 'where that was', (run) => run.bestStep),
  figure('results', 'loss', 'Test loss', 'loss', 'at the last evaluation', (run) => run.testLoss),
  figure('results', 'validation.error', 'Validation, %', 'error', 'on held-out training images', (run) => run.validationError),
  figure('results', 'train.error', 'Training, %', 'error', 'mean of the last 50 steps', (run) => run.trainError),
  figure('results', 'train.loss', 'Training loss', 'loss', 'mean of the last 50 steps', (run) => run.trainLoss),
  figure('results', 'step', 'Step', 'count', 'steps done', stepsDone),
  figure('results', 'steps.total', 'Steps in all', 'count', 'steps to train', (run) => run.totalSteps),
  figure('results', 'rate.now', 'Rate at the end', 'rate', 'learning rate of the last step', (run) => run.learningRate),
  ...designRunFields,
  ...recipeRunFields,
  words('machine', 'device', 'Device', 'where it trained', ({ device }) => (device === null ? [] : [[device]])),
  figure('machine', 'speed', 'Images/s', 'speed', 'images a second', (run) => run.imagesPerSecond),
  figure('machine', 'step.time', 'Step time', 'duration', 'median of the last 50 steps', (run) => run.stepMs),
  figure('machine', 'memory', 'Peak memory', 'bytes', 'largest memory of its process', (run) => run.peakBytes),
  moment('made', 'Made', 'when it was queued', (run) => run.record.createdAt),
  moment('started', 'Started', 'when its first attempt began', (run) => run.startedAt),
  moment('ended', 'Ended', 'when it ended', (run) => run.endedAt),
  figure('time', 'time', 'Training time', 'duration', 'that its attempts were at work', (run) => run.trainedMs),
  figure('time', 'wall', 'Start to end', 'duration', 'with what lies between its attempts', (run) =>
    run.endedAt === null ? null : wallMs(run, run.endedAt),
  ),
  figure('time', 'left', 'Time left', 'duration', 'of a run at work', (run) => run.remainingMs),
  figure('size', 'size', 'Size', 'bytes', 'of its folder', (run) => run.bytes),
]

const byId = new Map(runFields.map((field) => [comparable(field.id).toLowerCase(), field]))

/** Whatever its case; null where runs have no such field. */
export function runField(id: string): RunField | null {
  return byId.get(comparable(id).toLowerCase()) ?? null
}
