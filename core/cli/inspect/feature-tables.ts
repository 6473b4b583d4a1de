/** Features as text: how many there are, and what a linear classifier makes of them. */
import { count, loss, percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'

export function featureTables(inspected: readonly InspectedRun<'features'>[]): string[] {
  const rows = inspected.map(({ run, kept: { options, result, images } }) => [
    run.record.name,
    options.place,
    count(images),
    count(result.width),
  ])
  return [table(['run', 'place', 'images', 'numbers of each'], rows, [2, 3])]
}

export function probeTables(inspected: readonly InspectedRun<'linearProbe'>[]): string[] {
  return inspected.map(({ run, kept: { result } }) => {
    const rows = result.places.map(({ name, depth, width, trainError, testError, loss: nats }) => [
      name,
      String(depth),
      count(width),
      percent(trainError),
      percent(testError),
      loss(nats),
    ])
    const own = result.own === null ? [] : [['the network itself', '', '', '', percent(result.own), '']]
    return table(
      [run.record.name, 'depth', 'numbers', 'training error', 'test error', 'loss'],
      [...rows, ...own],
      [1, 2, 3, 4, 5],
    )
  })
}
