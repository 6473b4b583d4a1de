/** Files that the app saves. */
import type { OpenApp } from './app.ts'

/** What the app saves next goes to this file, as if the person had chosen it; gives its name as the dialog would offer it. */
export async function nextSavedAt({ app }: OpenApp, path: string): Promise<() => Promise<string>> {
  const offered = await app.evaluateHandle(({ session }, to) => {
    const saved = { name: '' }
    session.defaultSession.once('will-download', (_, item) => {
      saved.name = item.getFilename()
      item.setSavePath(to)
    })
    return saved
  }, path)
  return () => offered.evaluate(({ name }) => name)
}
