/** Whether the sheet that imports weights is open, and with which file. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useCommands } from '../../app/commands.ts'

export const useImportSheet = defineStore('import-sheet', () => {
  const isOpen = ref(false)
  /** On the computer where the lab is; empty until one is chosen. */
  const path = ref('')
  return {
    isOpen,
    path,
    open(file = '') {
      path.value = file
      isOpen.value = true
    },
    close: () => void (isOpen.value = false),
  }
})

export function useImportCommands(): void {
  const sheet = useImportSheet()
  useCommands([
    {
      id: 'runs.import',
      title: () => 'Import weights…',
      also: 'safetensors onnx keras pytorch torchvision pretrained fine-tune transfer',
      run: () => sheet.open(),
    },
  ])
}

/** Endings of files that hold weights, as a chooser takes them. */
export const weightsEndings = ['.safetensors', '.onnx', '.keras']

export function isWeightsFile({ name }: Pick<File, 'name'>): boolean {
  return weightsEndings.some((ending) => name.toLowerCase().endsWith(ending))
}

/** Where a chosen file is on this computer; null in a browser, which does not tell. */
export function pathOfFile(file: File): string | null {
  // Electron 22 has it at the file itself.
  if ('path' in file && typeof file.path === 'string') return file.path
  return window.stagecraft?.pathOf(file) ?? null
}

/** Asks for a file of weights; `take` is not called where none is chosen. */
export function chooseWeights(take: (path: string) => void): void {
  choosePath(weightsEndings, take)
}

/** The same for a file with one of these endings. */
export function choosePath(endings: readonly string[], take: (path: string) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = endings.join()
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    const path = file && pathOfFile(file)
    if (path) take(path)
  })
  input.click()
}

/** Asks for any files of one folder. */
export function chooseFiles(take: (paths: readonly string[]) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.addEventListener('change', () => {
    const paths = [...(input.files ?? [])].flatMap((file) => pathOfFile(file) ?? [])
    if (paths.length > 0) take(paths)
  })
  input.click()
}

/** Asks for a folder; what Chromium tells of it are its files, and where they lie. */
export function chooseFolder(take: (path: string) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.webkitdirectory = true
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    const path = file && pathOfFile(file)
    // Of one file, its path ends with what it is called from the folder on: `folder/below/file`.
    const below = file?.webkitRelativePath.split('/').slice(1).join('/') ?? ''
    if (path) take(path.slice(0, path.length - below.length - 1))
  })
  input.click()
}
