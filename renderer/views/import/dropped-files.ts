/** Files that are dropped on the window, each where it belongs. */
import { useKeepSheets } from '../keep/keep-sheets.ts'
import { useEventsSheet } from './events-sheet.ts'
import { isWeightsFile, pathOfFile, useImportSheet } from './import-sheet.ts'

const isEventFile = ({ name }: Pick<File, 'name'>): boolean => name.includes('tfevents')
const isPack = ({ name }: Pick<File, 'name'>): boolean => name.toLowerCase().endsWith('.stagecraft-runs')

const eventPaths = (dropped: readonly { readonly file: File; readonly isFolder: boolean }[]): string[] =>
  dropped.flatMap(({ file, isFolder }) => (!isFolder && isEventFile(file) ? (pathOfFile(file) ?? []) : []))

/** Opens the sheet of the first that is of weights, runs or event files, as a folder may be; gives those that are none of these. */
export function useDroppedFiles(): (event: DragEvent) => File[] {
  const [weights, events, keep] = [useImportSheet(), useEventsSheet(), useKeepSheets()]
  return ({ dataTransfer }) => {
    const dropped = [...(dataTransfer?.items ?? [])].flatMap((item) => {
      const file = item.getAsFile()
      return file === null ? [] : [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory === true }]
    })
    const kindOf = ({ file, isFolder }: (typeof dropped)[number]): 'events' | 'pack' | 'weights' | null =>
      isFolder || isEventFile(file) ? 'events' : isPack(file) ? 'pack' : isWeightsFile(file) ? 'weights' : null
    const first = dropped.find((one) => kindOf(one) !== null)
    const path = first === undefined ? null : pathOfFile(first.file)
    if (first !== undefined && path !== null) {
      const kind = kindOf(first)
      if (kind === 'events') events.open(first.isFolder ? [path] : eventPaths(dropped))
      else if (kind === 'pack') keep.unpacking = path
      else weights.open(path)
    }
    return dropped.flatMap((one) => (kindOf(one) === null ? [one.file] : []))
  }
}
