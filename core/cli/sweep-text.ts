/** A sweep on a terminal: where it stands, its best, its trials as a table, and what its fields matter. */
import type { SweepBrief, SweepDetail } from '../api/contract/sweeps.ts'
import { comparedBy } from '../sweep/plan.ts'
import { importanceOf, fewestTrials } from '../sweep/importance.ts'
import { spaceOf } from '../sweep/space.ts'
import { cautions, stateText } from '../sweep/state.ts'
import { ranked, trialStateWords, type Trial } from '../sweep/trial.ts'
import { visibleText } from '../text/visible-text.ts'
import { counted, duration, percent, table } from './text.ts'

export function briefLine({ id, name, state, counts, planned, best, remainingMs }: SweepBrief): string {
  const left = state.kind === 'ended' || remainingMs === null ? '' : ` About ${duration(remainingMs)} left at most.`
  const leader = best === null ? '' : ` Best so far: trial ${best.trial}, ${percent(best.error)}.`
  return visibleText(`${name}  ${stateText(state, counts, planned)}${leader}${left}  ${id}`)
}

export function sweepText(sweep: SweepDetail): string {
  const { plan, trials } = sweep
  const fields = plan.fields.map(({ field }) => field)
  const by = comparedBy(plan)
  const head = ['trial', 'state', ...fields, `${by} error`, 'std', 'n']
  const [best] = ranked(trials)
  return [
    briefLine(sweep),
    ...(best ? [visibleText(`Best: ${valuesText(best, fields)}.`)] : []),
    ...cautions(trials, by),
    '',
    table(
      head,
      trials.map((trial) => row(trial, fields)),
      [0, ...head.keys()].slice(2),
    ),
    '',
    importanceText(sweep),
  ].join('\n')
}

function row({ note, state, sample }: Trial, fields: readonly string[]): string[] {
  return [
    String(note.number),
    trialStateWords[state],
    ...fields.map((field) => String(note.values[field] ?? '–')),
    percent(sample?.mean ?? null),
    percent(sample?.std ?? null),
    String(sample?.n ?? 0),
  ]
}

const valuesText = ({ note }: Pick<Trial, 'note'>, fields: readonly string[]): string =>
  fields.map((field) => `${field} ${note.values[field] ?? '–'}`).join(', ')

function importanceText({ plan, trials }: SweepDetail): string {
  const found = importanceOf(spaceOf(plan), trials)
  if (found === null)
    return `How much each field matters is told from ${fewestTrials} trials on that were trained whole and differ.`
  const rows = [...found.fields.map(({ field, share }) => [field, percent(share)]), ['together', percent(found.together)]]
  return `${table(['field', 'share of the spread of errors'], rows, [1])}\nBy functional analysis of variance on a random forest, from ${counted(found.trials, 'trial')} trained whole.`
}
