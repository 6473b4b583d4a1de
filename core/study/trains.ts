/** Whether a run trains at all: whether what it says of training images is better than guessing by more than chance explains. */
import { countText } from '../text/count-text.ts'

export interface TrainedSoFar {
  /** Where its loss was not finite any more; null where it ended as planned. */
  readonly divergedAt: number | null
  /** Mean over its last steps, a fraction; null where it was not measured. */
  readonly trainingError: number | null
  /** Images that this mean is of. */
  readonly images: number
  readonly classes: number
}

export interface Trains {
  readonly trains: boolean
  readonly why: string
}

/** Who always says the commonest class is right a little more often than one in so many: a quarter more is asked. */
const overGuessing = 1.25
/** Standard errors of a share that chance goes beyond once in a thousand times. */
const deviations = 3.29

/** The error below which a run trains. */
export function guessingError(classes: number, images: number): number {
  const guess = 1 / classes
  return 1 - (overGuessing * guess + deviations * Math.sqrt((guess * (1 - guess)) / Math.max(1, images)))
}

/** A run that diverged does not, wherever it was before. */
export function trainsOf({ divergedAt, trainingError, images, classes }: TrainedSoFar): Trains {
  if (divergedAt !== null) return { trains: false, why: `diverged at step ${countText(divergedAt)}` }
  if (trainingError === null || !Number.isFinite(trainingError))
    return { trains: false, why: 'its training error was not finite' }
  const trains = trainingError < guessingError(classes, images)
  const error = `training error ${(100 * trainingError).toFixed(1)} %`
  return { trains, why: trains ? error : `${error}, no better than guessing` }
}
