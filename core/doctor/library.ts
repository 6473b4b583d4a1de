/** The library of designs and runs: where it is, and what takes its space. */
import { join } from 'node:path'
import { dataFolder } from '../datasets/layout.ts'
import { folderBytes } from '../files/folder-size.ts'
import type { SystemCheck } from './system-report.ts'
import { bytesText } from '../text/bytes-text.ts'
import { fact, fine } from './checks.ts'

export async function libraryChecks(folder: string): Promise<SystemCheck[]> {
  const data = dataFolder(process.env, join(folder, 'data'))
  const [runs, sets, bin] = await Promise.all([join(folder, 'runs'), data, join(folder, 'bin')].map(folderBytes))
  const sizes = `runs ${bytesText(runs ?? 0)}, data sets ${bytesText(sets ?? 0)}, bin ${bytesText(bin ?? 0)}`
  return [fine('Library', 'Folder', folder), fact('Library', 'Data sets', data), fine('Library', 'Size', sizes)]
}
