/** The charts of one place in a view: which figures stand there, and everything that changes it. */
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { ApiError } from '../../../core/api/contract.ts'
import type { ChartArrangement, ChartPlace } from '../../../core/api/contract/charts.ts'
import { useCommands } from '../../app/commands.ts'
import { useToast } from '../../app/toast.ts'
import { useChartLayouts } from '../../stores/chart-layouts.ts'
import { movedBy, movedTo, replaced, resized, shared, withFigure, without, type FigureChoice } from './arrange.ts'

/** What a chart's handles and menu act on. */
export interface Arrangement {
  readonly choices: ComputedRef<readonly FigureChoice[]>
  /** Figures drawn, from the top. */
  readonly shown: ComputedRef<readonly string[]>
  /** The one that fills the window; null where none does. */
  readonly full: Readonly<Ref<string | null>>
  readonly isUsual: ComputedRef<boolean>
  readonly canUndo: ComputedRef<boolean>
  readonly canRedo: ComputedRef<boolean>
  /** Why the last change is not kept. */
  readonly failure: ComputedRef<ApiError | null>
  choose(figure: string, by: string): void
  add(figure: string): void
  remove(figure: string): void
  moveTo(figure: string, place: string): void
  moveBy(figure: string, by: -1 | 1): void
  resize(figure: string, by: -1 | 1): void
  /** The upper of two neighbours gets a share of what both have; kept once the gesture is over. */
  share(upper: string, lower: string, share: number, over: boolean): void
  /** Null: back among the others. */
  enlarge(figure: string | null): void
  usual(): void
  undo(): void
  redo(): void
  keepAgain(): void
}

export interface ArrangedFigures<Figure extends string> extends Arrangement {
  /** Those of the arrangement that can be drawn here, with their heights. */
  readonly charts: ComputedRef<readonly { readonly figure: Figure; readonly height: number }[]>
}

export function useArrangement<Figure extends string>(
  place: ChartPlace,
  usual: ChartArrangement,
  offered: () => readonly FigureChoice<Figure>[],
): ArrangedFigures<Figure> {
  const layouts = useChartLayouts()
  const toast = useToast()
  const full = ref<string | null>(null)
  const choices = computed(offered)
  const all = computed(() => layouts.of(place) ?? usual)
  const arranged = computed(() =>
    all.value.flatMap(({ figure, height }) => {
      const known = choices.value.find(({ value }) => value === figure)
      return known ? [{ figure: known.value, height }] : []
    }),
  )
  /** Where nothing of an arrangement can be drawn here, as of a plain net's branches, the first that can. */
  const charts = computed(() => {
    const shown =
      arranged.value.length > 0
        ? arranged.value
        : choices.value.slice(0, 1).map(({ value, height }) => ({ figure: value, height }))
    const alone = shown.filter(({ figure }) => figure === full.value)
    return alone.length > 0 ? alone : shown
  })
  const shown = computed(() => charts.value.map(({ figure }) => figure))
  const labelOf = (figure: string): string => choices.value.find(({ value }) => value === figure)?.label ?? figure
  const heightOf = (figure: string): number => choices.value.find(({ value }) => value === figure)?.height ?? 1
  const arrange = (change: (charts: ChartArrangement) => ChartArrangement): void => layouts.arrange(place, change(all.value))

  const arrangement: ArrangedFigures<Figure> = {
    charts,
    choices,
    shown,
    full,
    isUsual: computed(() => layouts.isUsual(place)),
    canUndo: computed(() => layouts.canUndo(place)),
    canRedo: computed(() => layouts.canRedo(place)),
    failure: computed(() => layouts.failure(place)),
    choose: (figure, by) => arrange((charts) => replaced(charts, figure, by)),
    add: (figure) => arrange((charts) => withFigure(charts, figure, heightOf(figure))),
    remove(figure) {
      full.value = null
      arrange((charts) => without(charts, figure))
      toast.show({ text: `The chart of ${labelOf(figure)} is removed`, undo: () => void layouts.undo(place) })
    },
    moveTo: (figure, to) => arrange((charts) => movedTo(charts, figure, to)),
    moveBy: (figure, by) => arrange((charts) => movedBy(charts, shown.value, figure, by)),
    resize: (figure, by) => arrange((charts) => resized(charts, figure, by)),
    share(upper, lower, share, over) {
      const next = shared(all.value, upper, lower, share)
      if (over) layouts.arrange(place, next)
      else layouts.hold(place, next)
    },
    enlarge(figure) {
      full.value = figure
    },
    usual: () => layouts.arrange(place, null),
    undo: () => void layouts.undo(place),
    redo: () => void layouts.redo(place),
    keepAgain: () => void layouts.keepAgain(place),
  }
  useCommands([
    {
      id: 'charts.usual',
      title: () => 'Arrange the charts as usual',
      also: 'reset layout',
      off: () => (layouts.isUsual(place) ? 'they are as usual' : null),
      run: arrangement.usual,
    },
  ])
  return arrangement
}
