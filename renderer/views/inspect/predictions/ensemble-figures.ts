/** An ensemble as figures. Pure. */
import type { Ensemble } from '../../../../core/inspect/figures/ensemble.ts'
import { formatCounted, formatPercent } from '../../../format.ts'
import type { Matrix } from '../plot/matrix.ts'
import type { Series } from '../plot/series.ts'

export function memberSeries({ byMembers }: Ensemble): Series[] {
  const series = (how: 'mean' | 'vote', name: string, isRing: boolean): Series => ({
    key: how,
    name,
    colour: '--ink',
    isRing,
    dash: isRing ? '2 3' : undefined,
    joined: true,
    points: byMembers.map((point) => ({ x: point.members, y: point[how], name: formatCounted(point.members, 'member') })),
  })
  return [series('mean', 'mean', false), series('vote', 'majority', true)]
}

export function agreementMatrix(names: readonly string[], { agreement }: Ensemble): Matrix {
  const others = agreement.flatMap((row, at) => row.filter((_, column) => column !== at))
  const [least, most] = [Math.min(...others, 1), Math.max(...others, 0)]
  return {
    corner: 'agrees with',
    rows: names,
    columns: names,
    cells: agreement.map((row, at) =>
      row.map((value, column) => ({
        value,
        text: formatPercent(value, 1),
        strength: at === column ? 0 : most > least ? (most - value) / (most - least) : 0.2,
        isOwn: at === column,
        isEmpty: false,
        label: `${names[at] ?? ''} and ${names[column] ?? ''}: the same of ${formatPercent(value, 1)}`,
      })),
    ),
  }
}
