/** What can be said of the runs that are chosen, by key, menu and palette. */
import type { Command } from '../../app/command-registry.ts'
import { useRemarks } from '../../stores/remarks.ts'
import type { RunSummary } from '../../../core/store/run.ts'

/** `chosen`: the ticked runs that are listed, or the current one. `edit` opens what is said of them. */
export function remarkCommands(chosen: () => readonly RunSummary[], edit: () => void): Command[] {
  const remarks = useRemarks()
  const off = (): string | null => (chosen().length === 0 ? 'no run is chosen' : null)
  const all = (is: (run: RunSummary) => boolean): boolean => chosen().every(is)
  const isFavourite = ({ remarks: { favourite } }: RunSummary): boolean => favourite
  const isArchived = ({ remarks: { archived } }: RunSummary): boolean => archived

  return [
    {
      id: 'runs.remark',
      title: () => (chosen().length > 1 ? 'Tag the runs' : 'Name, tags and notes of the run'),
      keys: 'F2',
      also: 'rename tag note markdown label',
      off,
      run: edit,
    },
    {
      id: 'runs.favourite',
      title: () => (chosen().length > 0 && all(isFavourite) ? 'No favourites any more' : 'Make favourites'),
      keys: 'F',
      also: 'star',
      off,
      run() {
        const favourite = !all(isFavourite)
        const words = favourite
          ? { verb: 'make a favourite of', done: 'is a favourite' }
          : { verb: 'make no favourite of', done: 'is no favourite any more' }
        void remarks.remark(chosen(), () => ({ favourite }), words)
      },
    },
    {
      id: 'runs.archive',
      title: () => (chosen().length > 0 && all(isArchived) ? 'Take out of the archive' : 'Archive'),
      keys: 'E',
      also: 'hide',
      off,
      run() {
        const archived = !all(isArchived)
        const words = archived ? { verb: 'archive', done: 'archived' } : { verb: 'list', done: 'listed again' }
        void remarks.remark(chosen(), () => ({ archived }), words)
      },
    },
  ]
}
