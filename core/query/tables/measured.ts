/** What a run's trainer wrote: attempts, steps, evaluations, events, checkpoints. Of files of every version. */
import { checkpointLister, describeCheckpoints } from '../../store/checkpoints.ts'
import { listIn } from '../../store/run-damage.ts'
import { metricsRows } from '../metrics-rows.ts'
import { evaluationsElsewhere, stepsElsewhere } from './elsewhere.ts'
import { column, runTable } from '../query-table.ts'

const step = column('step', 'integer', 'counted from 1')
const attempt = column('attempt', 'integer', 'the attempt that measured it; NULL of a run that was trained elsewhere')
const time = column('time', 'real', 'when, ms since 1970')

export const attemptsTable = runTable(
  'attempts',
  'a start of a run’s trainer',
  [
    column('attempt', 'integer', 'counted from 1'),
    column('device', 'text', 'where it trained'),
    column('started_at', 'real', 'ms since 1970'),
    column('from_step', 'integer', 'steps done when it began'),
    column('ended_at', 'real', 'ms since 1970; NULL while it trains, or where it was killed'),
    column('outcome', 'text', 'finished, paused, stopped, diverged; NULL while it trains, or where it was killed'),
    column('end_step', 'integer', 'steps done when it ended'),
    column('reason', 'text', 'why it ended'),
    column('peak_bytes', 'real', 'largest memory of its process; NULL where it was not measured'),
    column('machine', 'text', 'computer and versions as JSON, for json_extract; NULL where they were not recorded'),
    column(
      'outliers',
      'text',
      'convolutions that were direct ones for outliers in the first batch, with how far apart, as JSON; NULL where it was not recorded',
    ),
  ],
  ({ folder }) =>
    metricsRows(
      folder,
      (version) =>
        `SELECT attempt, device, started_at, from_step, ended_at, outcome, end_step, reason,
           ${version < 2 ? 'NULL' : 'peak_bytes'}, ${version < 6 ? 'NULL' : 'machine'},
           ${version < 8 ? 'NULL' : 'outliers'} FROM attempts ORDER BY attempt`,
    ),
)

/** A number that is not finite is NULL, and `finite` says that it was there: infinities are no better than NaN for what follows. */
const lossAndError = 'loss, error, loss_kind = 0 AND error_kind = 0'
const lossAndErrorColumns = (of: string) => [
  column('loss', 'real', `of ${of}; NULL where it was not finite`),
  column('error', 'real', `share of wrong answers, 0 to 1; NULL where it was not finite`),
  column('finite', 'integer', '1 where both were finite, else 0'),
]

export const stepsTable = runTable(
  'steps',
  'a training step',
  [
    step,
    column('epoch', 'integer', 'that it is part of, counted from 1; NULL of a run that was trained elsewhere'),
    attempt,
    time,
    ...lossAndErrorColumns('its batch'),
    column('learning_rate', 'real', 'that it was taken with'),
    column('step_ms', 'real', 'how long it took, ms'),
    column('skipped', 'integer', '1 where the weights were left as they were'),
  ],
  ({ folder, summary: { record } }) => {
    if (record.recipe === null) return stepsElsewhere(folder, record)
    return metricsRows(
      folder,
      (version) =>
        `SELECT step, (step - 1) / ${record.stepsPerEpoch} + 1, attempt, time, ${lossAndError}, learning_rate, step_ms,
           ${version < 2 ? '0' : 'skipped'} FROM steps ORDER BY step`,
    )
  },
)

export const epochsTable = runTable(
  'epochs',
  'an epoch of a run, or as much of it as was trained',
  [
    column('epoch', 'integer', 'counted from 1'),
    column('steps', 'integer', 'that were trained of it'),
    column('loss', 'real', 'mean over its steps that were finite'),
    column('error', 'real', 'mean over its steps that were finite, 0 to 1'),
    column('train_ms', 'real', 'time of its steps, ms'),
    column('test_error', 'real', 'at the last evaluation within it or at its end, 0 to 1; NULL where there was none'),
    column('validation_error', 'real', 'the same on the images held out'),
  ],
  ({ folder, summary: { record } }) => {
    // How many steps see each image once is not known of it.
    if (record.recipe === null) return []
    const epoch = (of: string): string => `(${of} - 1) / ${record.stepsPerEpoch} + 1`
    const evaluated = (version: number, split: string): string => {
      const within = `${epoch('evaluations.step')} = ${epoch('steps.step')}`
      if (version < 2 && split !== 'test') return 'NULL'
      return `(SELECT error FROM evaluations WHERE ${within} AND evaluations.step > 0
        ${version < 2 ? '' : `AND split = '${split}'`} ORDER BY evaluations.step DESC LIMIT 1)`
    }
    return metricsRows(
      folder,
      (version) =>
        `SELECT ${epoch('step')}, count(*), avg(loss), avg(error), sum(step_ms), ${evaluated(version, 'test')},
           ${evaluated(version, 'validation')} FROM steps GROUP BY ${epoch('step')} ORDER BY 1`,
    )
  },
)

export const evaluationsTable = runTable(
  'evaluations',
  'an evaluation of all images of a split',
  [
    column('step', 'integer', 'steps done'),
    column('split', 'text', 'test, or validation: images held out from training'),
    attempt,
    time,
    ...lossAndErrorColumns('the split'),
    column(
      'top_five_error',
      'real',
      'share of images whose class is not among the five highest scores; NULL where it was not measured',
    ),
  ],
  ({ folder, summary: { record } }) => {
    if (record.recipe === null) return evaluationsElsewhere(folder, record)
    return metricsRows(
      folder,
      (version) =>
        `SELECT step, ${version < 2 ? "'test'" : 'split'}, attempt, time, ${lossAndError},
           ${version < 7 ? 'NULL' : 'top_five_error'} FROM evaluations ORDER BY step, 2`,
    )
  },
)

export const eventsTable = runTable(
  'events',
  'what happened to a run, as its log tells it',
  [
    column('event', 'integer', 'in the order they happened'),
    attempt,
    column('step', 'integer', 'steps done'),
    time,
    column('kind', 'text', 'started, resumed, evaluated, checkpoint, finished, …'),
    column('text', 'text', 'in words'),
  ],
  ({ folder }) => metricsRows(folder, () => 'SELECT event, attempt, step, time, kind, text FROM events ORDER BY event'),
)

const { list } = checkpointLister()

export const checkpointsTable = runTable(
  'checkpoints',
  'a checkpoint that a run can go on from',
  [
    column('step', 'integer', 'steps done'),
    column('bytes', 'integer', 'size of its file'),
    column('saved_at', 'real', 'ms since 1970'),
    column('kept', 'text', 'why: last, best, archive'),
  ],
  ({ folder, summary: { record } }) =>
    (record.recipe === null
      ? []
      : describeCheckpoints(listIn(folder, record.id, list).usable, record.recipe, record.stepsPerEpoch)
    ).map(({ step, bytes, savedAt, kept }) => [step, bytes, savedAt, kept.join(', ')]),
)
