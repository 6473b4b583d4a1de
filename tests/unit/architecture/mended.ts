/** What the buttons of problems do, one after the other. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { setHead, setStage, setStem } from '../../../core/architecture/edit.ts'
import type { Problem } from '../../../core/architecture/problem.ts'
import { findProblems } from '../../../core/architecture/problems.ts'

const mostPresses = 40

/** With the value that the problem's button sets. */
export function mended(architecture: Architecture, { place, field, mend }: Problem): Architecture {
  const changes = { [field]: mend?.value }
  if (typeof place === 'number') return setStage(architecture, place, changes)
  if (place === 'stem') return setStem(architecture, changes)
  if (place === 'head') return setHead(architecture, changes)
  if (place === 'file' && field in architecture) return { ...architecture, ...changes }
  throw new Error(`No button is expected at ${place}.`)
}

/** With all errors mended, so that it can be trained; null where errors are left however often buttons are pressed. */
export function trainable(architecture: Architecture): Architecture | null {
  let net = architecture
  for (let press = 0; press < mostPresses; press++) {
    const error = findProblems(net).find(({ severity }) => severity === 'error')
    if (error === undefined) return net
    net = mended(net, error)
  }
  return null
}
