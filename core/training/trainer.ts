/** The training loop: steps, evaluations, checkpoints, and what a person asks on the way. Knows no processes. */
import type { Control } from '../store/attempts.ts'
import { factsText, type EventFacts } from '../store/event-facts.ts'
import { isImport } from '../store/origin.ts'
import type { StepResult } from '../tensorflow/program.ts'
import * as schedule from '../recipe/schedule.ts'
import { divergence, isOrdinary, mostSkipped, skippedText, type BadStep, type Divergence } from './bad-step.ts'
import { checkpointEvent } from './checkpoint-event.ts'
import { followControls } from './controls.ts'
import { evaluateSplits, evaluationText } from './evaluation.ts'
import { keepRun } from './keeping.ts'
import { measurePace } from './pace.ts'
import type { TrainerState } from './trainer-messages.ts'
import type { Outcome, TrainingRequest } from './training-request.ts'

/**
 * Trains until the recipe's end, a request to pause or stop, or divergence. The outcome is committed as an event before it is returned,
 * and a checkpoint before that. What is done at a step follows from the position and the controls alone: so a run that goes on from a checkpoint does
 * what it would have done.
 */
export async function train(request: TrainingRequest): Promise<Outcome> {
  const { record, start, program, journal, clock } = request
  const { recipe, stepsPerEpoch } = record
  const pace = measurePace((request.testCount + recipe.validationImages) / schedule.imagesPerStep(recipe))
  const checkpointEvery = schedule.lengthInSteps(recipe.checkpoints.every, stepsPerEpoch)
  let position = start.position
  const known = journal.controls.filter(({ step }) => step >= position.step)
  const controls = followControls(known, request.requests)
  let stopsAtEpoch = false
  let why = 'As asked.'
  const keeper = keepRun(
    request,
    () => position,
    () => report('saving', null),
  )
  const { event, commit } = keeper
  const report = (phase: TrainerState['phase'], evaluating: number | null): void => {
    const { step, totalSteps } = position
    // The evaluation under way is counted with its part still to do.
    const evaluations =
      schedule.evaluationsLeft(recipe, step, totalSteps, stepsPerEpoch) + (evaluating === null ? 0 : 1 - evaluating)
    request.report({
      phase,
      step,
      committed: keeper.committed,
      evaluating,
      remainingMs: pace.remainingMs(totalSteps - step, evaluations),
    })
  }

  const change = (kind: 'rate-changed' | 'extended', facts: EventFacts): void =>
    journal.event({ step: position.step, time: clock.now(), kind, text: factsText(facts), facts })
  const apply = ({ kind, value }: Control): void => {
    if (kind === 'total-steps') {
      change('extended', { what: 'length', totalSteps: value, before: position.totalSteps })
      position = { ...position, totalSteps: value }
    } else {
      change('rate-changed', { what: 'scale', scale: value, before: position.rateScale })
      position = { ...position, rateScale: value }
    }
  }
  const control = (kind: Control['kind'], value: number): void => {
    const made: Control = { step: position.step, time: clock.now(), kind, value }
    controls.replace(kind)
    journal.control(made)
    apply(made)
    commit()
  }
  const plannedSteps = (): number => controls.plannedSteps(position.totalSteps)
  /** What holds from this step on, first what already did when it was first trained. Gives how the run is to end, if it is. */
  const settle = (): 'paused' | 'stopped' | null => {
    controls.due(position.step).forEach(apply)
    let ending: 'paused' | 'stopped' | null = null
    for (const one of controls.asked()) {
      if (one.kind === 'pause') ending = 'paused'
      else if (one.kind === 'stop' && one.when === 'epoch') stopsAtEpoch = true
      else if (one.kind === 'stop') {
        ending = 'stopped'
        why = one.why ?? why
      } else if (one.kind === 'extend') control('total-steps', plannedSteps() + one.steps)
      else if (one.kind === 'scale-rate') control('rate-scale', one.scale)
      else journal.histograms(program.measureHistograms(position.step))
    }
    return ending ?? (stopsAtEpoch && position.step % stepsPerEpoch === 0 ? 'stopped' : null)
  }

  const takeStep = (rate: number): { result: StepResult; diverged: Divergence | null } => {
    const { step } = position
    const startedAt = clock.elapsed()
    const result = program.step({ step, rate, telemetry: recipe.telemetryEvery > 0 && step % recipe.telemetryEvery === 0 })
    const stepMs = clock.elapsed() - startedAt
    const { loss, error, skipped, telemetry } = result
    pace.step(stepMs)
    const time = clock.now()
    journal.step({ step: step + 1, time, loss, error, learningRate: rate, stepMs, skipped })
    if (telemetry) journal.telemetry({ step: step + 1, layout: request.telemetryLayout, values: telemetry })
    const inRow = position.skipped + 1
    if (!skipped || (isOrdinary(recipe, loss) && inRow <= mostSkipped)) return { result, diverged: null }
    const bad: BadStep = { step: step + 1, loss, rate, first: program.findNotFinite(step), inRow }
    if (recipe.notFinite === 'stop' || inRow > mostSkipped) return { result, diverged: divergence(bad) }
    journal.event({ step: step + 1, time, kind: 'skipped', text: skippedText(bad) })
    return { result, diverged: null }
  }

  /** Ends early, and changes nothing, when the run is to end before all images were seen. Gives how the run has diverged, if it has. */
  const evaluate = async (): Promise<Divergence | null> => {
    commit()
    const startedAt = clock.elapsed()
    const measured = await evaluateSplits(request, async (part) => {
      report('evaluating', part)
      await request.pause()
      return !controls.endsNow()
    })
    if (measured === null) return null
    pace.evaluation(clock.elapsed() - startedAt)
    const { step } = position
    for (const { split, loss, error, topFiveError } of measured) {
      journal.evaluation({ step, split, time: clock.now(), loss, error, topFiveError })
    }
    event('evaluated', evaluationText(measured, step === 0 && isImport(record.origin) ? record.origin.anew : []))
    const [{ error }] = measured
    const isBest = schedule.isGain(position.progress, error)
    const progress = schedule.afterEvaluation(recipe, position.progress, error)
    position = { ...position, progress, evaluated: true, error: Number.isFinite(error) ? error : 'not-finite' }
    commit()
    const lost = (isBest && recipe.checkpoints.best) || step % checkpointEvery === 0 ? keeper.trySave() : null
    report('training', null)
    return lost
  }
  const { checkpoint } = start
  if (checkpoint !== null && journal.toldCheckpoint !== checkpoint.step) {
    journal.event(checkpointEvent(checkpoint.step, checkpoint.bytes, checkpoint.savedAt))
  }
  event(start.kind, start.text)
  commit()
  report('training', null)
  if (start.wantedSteps > plannedSteps()) control('total-steps', start.wantedSteps)
  for (;;) {
    const lost = position.evaluated ? null : await evaluate()
    if (lost) return keeper.diverge(lost)
    // Where it finished before, a person wants more.
    const isToGoOn = journal.finishedAt.has(position.step)
    if (position.error !== null && schedule.stopsEarly(recipe, position.progress) && !isToGoOn) {
      const { withoutGain } = position.progress
      return keeper.end('finished', `Finished early at step ${position.step}: ${withoutGain} evaluations without a lower error.`)
    }
    const ending = settle() ?? (start.onlyEvaluates ? 'paused' : null)
    const { step, progress, totalSteps } = position
    if (ending !== null) return keeper.end(ending, `${endWord[ending]} at step ${step} of ${totalSteps}. ${why}`)
    if (step >= totalSteps) return keeper.end('finished', `Finished ${step} steps.`)

    const scheduled = schedule.learningRate(recipe, step, record.totalSteps, progress)
    if (schedule.isRateJump(recipe, step, position.rate, scheduled, progress)) {
      const before = position.rate === null ? null : position.rate * position.rateScale
      change('rate-changed', { what: 'rate', rate: scheduled * position.rateScale, before })
    }
    const { result, diverged } = takeStep(scheduled * position.rateScale)
    if (diverged) {
      // The bad step has changed nothing: the state is that of the step before. Where that is finite, a branch may go on from it.
      if (step > 0) keeper.trySave()
      return keeper.diverge(diverged)
    }
    const done = step + 1
    position = {
      ...position,
      step: done,
      progress: schedule.afterStep(recipe, progress, done, result.skipped ? null : result.error),
      rate: scheduled,
      skipped: result.skipped ? position.skipped + 1 : 0,
      evaluated: !schedule.evaluatesAfter(recipe, done, totalSteps, stepsPerEpoch),
      error: null,
    }
    const lostHere = position.evaluated && done % checkpointEvery === 0 ? keeper.trySave() : null
    if (lostHere) return keeper.diverge(lostHere)
    keeper.commitWhenDue()
    report('training', null)
    await request.pause()
  }
}

const endWord = { paused: 'Paused', stopped: 'Stopped' } as const
