/** Why an export cannot be written where it was asked for. */
import { Failure, isDiskFull, isReadOnly, systemCode } from '../files/failure.ts'

/** A Failure `export-unwritable` for what the disk says of a folder; anything else as it is. */
export function unwritable(thrown: unknown, folder: string): unknown {
  const why = reason(thrown, folder)
  return why === null ? thrown : new Failure('export-unwritable', why.happened, why.remedy, { cause: thrown })
}

function reason(thrown: unknown, folder: string): { happened: string; remedy: string } | null {
  if (isReadOnly(thrown)) return { happened: `Nothing can be written into ${folder}.`, remedy: 'Name another place.' }
  if (isDiskFull(thrown)) {
    return { happened: `The disk of ${folder} is full; nothing was kept.`, remedy: 'Free space, or name another place.' }
  }
  switch (systemCode(thrown)) {
    case 'ENAMETOOLONG':
      return { happened: `A name is too long for the disk of ${folder}.`, remedy: 'Give a shorter one.' }
    case 'ENOTDIR':
    case 'EEXIST':
      return { happened: `${folder} is no folder: a file stands in its way.`, remedy: 'Name another place.' }
    default:
      return null
  }
}
