/** Designs as .stagecraft files: opened through a file chooser or by dropping them, saved as a download. */
import { shallowRef, type ShallowRef } from 'vue'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { readArchitecture, refuseSize, writeArchitecture } from '../../../core/architecture/file-format.ts'
import { largestFileBytes } from '../../../core/architecture/limits.ts'
import { visibleText } from '../../../core/text/visible-text.ts'
import { fileName, saveFile } from '../../save-file.ts'
import { useDocument } from '../../stores/document.ts'
import { explainRefusal, type Refusal } from './refused-file.ts'

export interface DesignFiles {
  /** The last file that could not be opened, until it is closed. */
  readonly refused: ShallowRef<Refusal | null>
  /** Asks for files. */
  choose(): void
  openAll(files: readonly File[]): Promise<void>
}

const ending = '.stagecraft'
export function useDesignFiles(): DesignFiles {
  const opened = useDocument()
  const refused = shallowRef<Refusal | null>(null)

  async function openAll(files: readonly File[]): Promise<void> {
    for (const file of files) await openOne(file)
  }

  async function openOne(file: File): Promise<void> {
    const read = await readDesignFile(file)
    if (read.ok) {
      const architecture = { ...read.architecture, name: opened.freeName(read.architecture.name) }
      opened.openNew(architecture, `Opened ${read.name}`, null)
    } else refused.value = read.refusal
  }

  const choose = (): void => chooseDesignFiles(true, (files) => void openAll(files))

  return { refused, choose, openAll }
}

export type ReadDesignFile =
  | { readonly ok: true; readonly name: string; readonly architecture: Architecture }
  | { readonly ok: false; readonly refusal: Refusal }

/** `name`: the file's, as it can be shown. */
export async function readDesignFile(file: File): Promise<ReadDesignFile> {
  const text = file.size > largestFileBytes ? null : await file.text()
  const name = visibleText(file.name)
  const read = text === null ? refuseSize(file.size) : readArchitecture(text)
  if (read.ok) return { ok: true, name, architecture: read.architecture }
  return { ok: false, refusal: explainRefusal(name, file.size, text, read.problems) }
}

/** Asks for files; `take` is not called where none is chosen. */
export function chooseDesignFiles(multiple: boolean, take: (files: readonly File[]) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = `${ending},application/json`
  input.multiple = multiple
  input.addEventListener('change', () => take([...(input.files ?? [])]))
  input.click()
}

export function saveDesignFile(architecture: Architecture): void {
  const contents = new Blob([writeArchitecture(architecture)], { type: 'application/json' })
  saveFile(contents, fileName(architecture.name, ending))
}
