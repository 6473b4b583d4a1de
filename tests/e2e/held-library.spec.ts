/** A library that another lab has open and that cannot be reached from here, as one in a container: told plainly, left alone, and opened once it is free. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { holdFile } from '../../core/files/held-file.ts'
import { expect, keepScreens, openApp, test } from './support/app.ts'

test('the window says who has it, writes nothing into it, and opens it once it is free', async ({ place }) => {
  mkdirSync(place.library)
  const hold = holdFile(join(place.library, 'lab.lock'))
  const { page, close } = await openApp(place)
  await expect(page.getByText(/Another lab has the library .* open, but does not answer/).first()).toBeVisible({
    timeout: 30_000,
  })
  await keepScreens(page, 'library-held')
  expect(existsSync(join(place.library, 'library.db'))).toBe(false)
  expect(readdirSync(place.library).filter((name) => !/^lab\./.test(name))).toEqual([])

  hold?.release()
  await expect(page.getByRole('button', { name: 'Train both' })).toBeEnabled({ timeout: 30_000 })
  await expect(page.getByText(/Another lab has the library/)).toHaveCount(0)
  expect(existsSync(join(place.library, 'library.db'))).toBe(true)
  await close()
})
