import type { RunSummary } from '../../store/run.ts'
import { isBranch, isImport } from '../../store/origin.ts'
import { column, type QueryColumn, type QueryTable, type SqlValue } from '../query-table.ts'

type Field = readonly [QueryColumn, (run: RunSummary) => SqlValue]

const fields: readonly Field[] = [
  [column('run', 'text', 'id, the name of its folder'), ({ record }) => record.id],
  [column('name', 'text', 'as it is called now'), ({ record }) => record.name],
  [
    column('status', 'text', 'queued, running, paused, finished, stopped, pruned, crashed, diverged, unfinished, elsewhere'),
    ({ status }) => status.kind,
  ],
  [column('design', 'text', 'name of its network'), ({ record }) => record.architecture?.name ?? null],
  [column('data', 'text', 'data set'), ({ record }) => record.dataset],
  [column('recipe', 'text', 'name of its recipe'), ({ record }) => record.recipe?.name ?? null],
  [column('seed', 'integer', 'weights, order and draws follow from it'), ({ record }) => record.recipe?.seed ?? null],
  [column('batch_size', 'integer', 'images of one pass'), ({ record }) => record.recipe?.batchSize ?? null],
  [column('parameters', 'integer', 'trainable numbers'), ({ record }) => record.parameters],
  [column('macs', 'integer', 'multiply-accumulates for one image'), ({ record }) => record.macs],
  [column('step', 'integer', 'steps done; 0 while it waits'), ({ status }) => ('step' in status ? status.step : 0)],
  [column('total_steps', 'integer', 'steps to train in all'), ({ totalSteps }) => totalSteps],
  [column('steps_per_epoch', 'integer', 'steps that see each image once'), ({ record }) => record.stepsPerEpoch],
  [column('created_at', 'real', 'when it was queued, ms since 1970'), ({ record }) => record.createdAt],
  [column('started_at', 'real', 'when its first attempt began, ms since 1970; NULL before'), ({ startedAt }) => startedAt],
  [column('ended_at', 'real', 'when it ended, ms since 1970; NULL before'), ({ endedAt }) => endedAt],
  [column('trained_ms', 'real', 'time that its attempts were at work; NULL before the first'), ({ trainedMs }) => trainedMs],
  [column('train_loss', 'real', 'mean over the last 50 steps'), ({ trainLoss }) => trainLoss],
  [column('train_error', 'real', 'mean over the last 50 steps, 0 to 1'), ({ trainError }) => trainError],
  [column('test_loss', 'real', 'at the last evaluation'), ({ testLoss }) => testLoss],
  [column('test_error', 'real', 'at the last evaluation, 0 to 1'), ({ testError }) => testError],
  [
    column('test_top_five_error', 'real', 'share beyond the five highest scores, 0 to 1; NULL where it was not measured'),
    ({ testTopFiveError }) => testTopFiveError,
  ],
  [
    column('validation_error', 'real', 'at the last evaluation, 0 to 1; NULL where no images are held out'),
    (run) => run.validationError,
  ],
  [column('best_test_error', 'real', 'test error at the best evaluation, 0 to 1'), ({ bestTestError }) => bestTestError],
  [column('best_test_top_five_error', 'real', 'the same at the best evaluation'), (run) => run.bestTestTopFiveError],
  [column('best_step', 'integer', 'step of that evaluation'), ({ bestStep }) => bestStep],
  [column('learning_rate', 'real', 'of the last step'), ({ learningRate }) => learningRate],
  [column('step_ms', 'real', 'median over the last 50 steps, ms'), ({ stepMs }) => stepMs],
  [column('images_per_second', 'real', 'by that median'), ({ imagesPerSecond }) => imagesPerSecond],
  [column('device', 'text', 'where it trains or trained'), ({ device }) => device],
  [column('peak_bytes', 'real', 'largest memory of its process; NULL where it was not measured'), ({ peakBytes }) => peakBytes],
  [column('bytes', 'integer', 'size of its folder'), ({ bytes }) => bytes],
  [
    column('branched_from', 'text', 'id of the run it was branched from; else NULL'),
    ({ record: { origin } }) => (isBranch(origin) ? origin.run : null),
  ],
  [
    column('branched_at', 'integer', 'step of that run; else NULL'),
    ({ record: { origin } }) => (isBranch(origin) ? origin.step : null),
  ],
  [
    column('imported_from', 'text', 'file that its weights are of; else NULL'),
    ({ record: { origin } }) => (isImport(origin) ? origin.file : null),
  ],
  [
    column('trained_elsewhere', 'text', 'the program that its figures were imported from: tensorboard; else NULL'),
    ({ record }) => (record.recipe === null ? record.elsewhere.from : null),
  ],
  [
    column('sweep', 'text', 'id of the sweep that it was trained for; else NULL'),
    ({ record: { partOf } }) => (partOf?.kind === 'sweep' ? partOf.id : null),
  ],
  [
    column('trial', 'integer', 'number of its trial there; else NULL'),
    ({ record: { partOf } }) => (partOf?.kind === 'sweep' ? partOf.trial : null),
  ],
  [column('notes', 'text', 'what a person noted, Markdown'), ({ remarks }) => remarks.notes],
  [column('favourite', 'integer', '1 or 0'), ({ remarks }) => Number(remarks.favourite)],
  [column('archived', 'integer', '1 or 0'), ({ remarks }) => Number(remarks.archived)],
  [
    column('architecture', 'text', 'its network as JSON, for json_extract'),
    ({ record }) => record.architecture && JSON.stringify(record.architecture),
  ],
]

/** SQLite has no NaN. */
const kept = (value: SqlValue): SqlValue => (Number.isNaN(value) ? null : value)

export const runsTable: QueryTable = {
  name: 'runs',
  words: 'a run that is not in the bin, with the figures of the table of runs',
  columns: fields.map(([column]) => column),
  rows: ({ runs }) => runs.map(({ summary }) => fields.map(([, of]) => kept(of(summary)))),
}
