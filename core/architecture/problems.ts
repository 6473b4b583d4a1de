/**
 * What is wrong with an architecture (errors: it cannot be trained) or unusual (warnings). It is found by arithmetic, without building any
 * layer, so it costs the same for 2 and for 200 blocks.
 */
import type { Architecture } from './architecture.ts'
import { blockRule } from './blocks.ts'
import { headRule } from './heads.ts'
import { paddingOf } from './map-size.ts'
import { sizeProblems } from './network-size.ts'
import { placeName, type PartPlace, type Problem } from './problem.ts'
import { stemRule } from './stems.ts'
import type { WindowMend } from './steps.ts'
import type { Mistake } from './walk.ts'
import { walkNetwork } from './walk-network.ts'

/** Every problem, in the order of the network: stem, stages, head, and the net as a whole. */
export function findProblems(architecture: Architecture): Problem[] {
  const { stem, stages, head } = architecture
  const walked = walkNetwork(architecture)
  const problems: Problem[] = []
  const add = (place: PartPlace, own: readonly Problem[], mistakes: readonly Mistake[]): void => {
    problems.push(...own, ...windowProblems(place, mistakes))
    // What a layer refuses follows, as a rule, from what is told already.
    const isTold = problems.some((problem) => problem.place === place && problem.severity === 'error')
    const [refused] = mistakes.filter(({ kind }) => kind === 'refused')
    if (refused !== undefined && !isTold) problems.push(mistakeProblem(place, refused))
  }
  if (stem !== null && walked.stem !== null) {
    add('stem', stemRule(stem.kind).problems(stem, walked.stem.map), walked.stem.mistakes)
  }
  stages.forEach((stage, index) => {
    const earlier = stages[index - 1]
    const part = walked.stages[index]
    if (part === undefined) return
    const before = earlier?.kind === stage.kind ? earlier : undefined
    add(index, blockRule(stage.kind).problems(stage, { index, map: part.map, before }), part.mistakes)
  })
  add('head', [...headRule(head.kind).problems(head, walked.head.map), ...classesProblems(head)], walked.head.mistakes)
  // What is wrong within the stages is mended first: then the shortcuts around them may fit.
  const isTold = problems.some(({ severity }) => severity === 'error')
  return [...problems, ...(isTold ? [] : outerProblems(walked.unjoined)), ...sizeProblems(walked)]
}

/** A projection takes the stages' strides; it cannot follow pooling between them. */
function outerProblems(unjoined: readonly string[]): Problem[] {
  const [name] = unjoined
  if (name === undefined) return []
  return [
    {
      severity: 'error',
      place: 'file',
      field: 'levels',
      message: `The shortcut around ${name === 'net' ? 'all stages' : name.replace('stage', 'stage ')} cannot be given the shape of their output.`,
      expected: 'stages that change the size of the map by their strides alone',
      actual: 'pooling or convolutions without padding within them',
      source: 'Zhang et al. 2018, section 3.1',
      mend: { label: 'Shortcuts around blocks only', value: 1 },
    },
  ]
}

/** A branch and what leads around it stride alike: one field is told once. */
function windowProblems(place: PartPlace, mistakes: readonly Mistake[]): Problem[] {
  const told = new Map<string, Problem>()
  for (const mistake of mistakes) {
    if (mistake.kind === 'refused') continue
    const problem = mistakeProblem(place, mistake)
    if (!told.has(problem.field)) told.set(problem.field, problem)
  }
  return [...told.values()]
}

function mistakeProblem(place: PartPlace, mistake: Mistake): Problem {
  if (mistake.kind === 'refused') {
    const message = `${placeName(place)}: ${mistake.step.name} cannot be made. ${mistake.reason}`
    return { severity: 'error', place, field: 'whole', message, expected: 'what its layers can take', actual: mistake.reason }
  }
  const { map, kernel, stride, padding, step } = mistake
  const [height, width] = map
  const actual = `${height}×${width}`
  if (mistake.kind === 'window-too-large') {
    const least = kernel - 2 * padding
    const { field, ...mend } = step.mends?.window ?? kernelMend(Math.min(height, width), padding, kernel)
    return {
      severity: 'error',
      place,
      field,
      message: `${placeName(place)}: a window of ${kernel}×${kernel} does not fit into the map of ${actual}.`,
      expected: `a map of at least ${least}×${least}`,
      actual,
      mend,
    }
  }
  const side = Math.min(height, width)
  const { field, ...mend } = step.mends?.stride ?? { field: 'stride', label: 'Set stride 1', value: 1 }
  return {
    severity: 'error',
    place,
    field,
    message: `${placeName(place)}: stride ${stride} steps over the whole map of ${actual}.`,
    expected: `stride ${side} or less`,
    actual: `stride ${stride}`,
    mend,
  }
}

/** A kernel of 3 fits everywhere with padding of half of it; with less padding, the largest odd one that does. */
function kernelMend(side: number, padding: number, kernel: number): WindowMend {
  const largest = padding < paddingOf({ kernel }) ? side + 2 * padding : 3
  const value = largest % 2 === 0 ? largest - 1 : largest
  return { field: 'kernel', label: `Set kernel ${value}`, value }
}

function classesProblems({ classes }: Architecture['head']): Problem[] {
  if (classes > 1) return []
  return [
    {
      severity: 'warning',
      place: 'head',
      field: 'classes',
      message: 'With one class every image is right: there is nothing to learn.',
      expected: '2 or more classes',
      actual: '1 class',
    },
  ]
}
