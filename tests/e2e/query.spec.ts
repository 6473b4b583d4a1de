/** The library asked in SQL: by keys, with an error at its place, thousands of rows, cancelled, and taken away as CSV. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { makeRuns } from './support/made-runs.ts'

test('a question is asked, is wrong, has thousands of rows, is cancelled, and goes as CSV', async ({ place }) => {
  test.setTimeout(120_000)
  makeRuns(place.library, [
    { design: 'resnet-20', seed: 1, testError: 0.09, steps: 4000 },
    { design: 'resnet-20', seed: 2, testError: 0.1, steps: 2000 },
    { design: 'plain-20', seed: 1, testError: 0.11, steps: 2000 },
  ])
  const opened = await openApp(place)
  const { app, page } = opened
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.keyboard.press('Control+Shift+k')
  const question = page.getByRole('textbox', { name: 'Question in SQL' })
  await expect(question).toBeFocused()
  const status = page.getByRole('region', { name: 'SQL' }).getByRole('status')
  const answer = page.getByRole('table', { name: 'Answer' })

  await question.fill('select name, test_error from runs order by test_error')
  await page.keyboard.press('Control+Enter')
  await expect(status).toHaveText('3 rows', { timeout: 20_000 })
  await expect(answer.getByRole('columnheader')).toHaveText(['name', 'test_error'])
  await expect(answer.getByRole('row').nth(1)).toContainText('ResNet-20, seed 1')
  await keepScreens(page, 'query-answer')

  // What is wrong stands under the question, which stays where it was typed.
  await question.fill('select nme from runs')
  await page.keyboard.press('Control+Enter')
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('no such column: nme', { timeout: 20_000 })
  await expect(alert).toContainText('schema_columns')
  await expect(question).toBeFocused()
  await keepScreens(page, 'query-wrong')
  await question.fill('delete from runs')
  await page.keyboard.press('Control+Enter')
  await expect(alert).toContainText('may not be modified', { timeout: 20_000 })

  // 8,000 rows, of which only those in sight are made.
  await question.fill('select run, step, loss from steps order by run, step')
  await page.keyboard.press('Control+Enter')
  await expect(status).toHaveText('8,000 rows', { timeout: 30_000 })
  expect(await answer.getByRole('row').count()).toBeLessThan(120)
  await page.getByRole('region', { name: 'Rows of the answer' }).evaluate((box) => box.scrollTo(0, box.scrollHeight))
  await expect(answer.getByRole('row', { name: /^8000 / })).toBeVisible()

  const path = join(place.folder, 'answer.csv')
  await app.evaluate(({ session }, to) => {
    session.defaultSession.once('will-download', (_, item) => item.setSavePath(to))
  }, path)
  await page.getByRole('button', { name: 'Save as CSV…' }).click()
  await expect.poll(() => (existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\r\n').length : 0)).toBe(8001)
  expect(readFileSync(path, 'utf8').split('\r\n').slice(0, 1)).toEqual(['run,step,loss'])

  // One without an end is ended at once.
  await question.fill('with recursive n(i) as (values (1) union all select i + 1 from n) select count(*) from n')
  await page.keyboard.press('Control+Enter')
  await expect(status).toHaveText('Asking…')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(status).toHaveText('Cancelled')

  // The schema at hand puts names where one writes.
  const schema = page.getByRole('complementary', { name: 'Schema and examples' })
  await question.fill('select ')
  await schema.locator('summary', { hasText: /^ *evaluations/ }).click()
  await schema.getByRole('button', { name: 'split' }).click()
  await expect(question).toHaveValue('select split')
  await keepScreens(page, 'query-schema')
  await schema.getByRole('button', { name: 'Best runs by test error' }).click()
  await page.keyboard.press('Control+Enter')
  await expect(status).toHaveText('3 rows', { timeout: 20_000 })
  expect(opened.complaints).toEqual([])
  await opened.close()
})
