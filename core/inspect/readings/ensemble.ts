/** Runs as one network: read from their kept predictions. */
import { Failure } from '../../files/failure.ts'
import { ensembleOf, type Ensemble } from '../figures/ensemble.ts'
import type { KeptScores } from './kept-scores.ts'

/** Throws a Failure `other-images` where the members saw other images, or other classes. */
export function readEnsemble(members: readonly KeptScores[]): Ensemble {
  const [first] = members
  const isAlike = ({ classNames, images }: KeptScores): boolean =>
    classNames.join('\n') === first?.classNames.join('\n') && images.length === first.images.length
  if (!members.every(isAlike)) {
    const remedy = 'Choose runs of one data set.'
    throw new Failure('other-images', 'These runs were evaluated on other images, or tell other classes apart.', remedy)
  }
  return ensembleOf(members)
}
