/** What a person must know of the library, beside what a command prints: the window has it in its status bar. */
import type { LabClient } from '../api/contract.ts'
import type { Notice } from '../store/library.ts'
import { snapshot } from './lab-client.ts'
import { note } from './terminal.ts'

/** Says each notice once, where errors go, and gives them. */
export async function tellNotices(client: LabClient): Promise<readonly Notice[]> {
  const { notices } = await snapshot(client, 'lab', {})
  for (const { text } of notices) note(text)
  return notices
}
