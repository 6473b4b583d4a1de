/** The templates that come with Stagecraft, one file each in resources/studies. For Node; the window asks the lab. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { templateSchema, type Template } from './template.ts'

const folder = new URL('../../resources/studies/', import.meta.url)

/** In the order of their files' names. Throws when one is damaged. */
export function studyTemplates(): Template[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const read = templateSchema.safeParse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
      if (read.success) return { id: basename(file, '.json').replace(/^\d+-/, ''), ...read.data }
      const [issue] = read.error.issues
      throw new Error(`resources/studies/${file} is damaged: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}.`)
    })
}
