/** What a person does who has a keyboard alone. */
import type { Locator, Page } from '@playwright/test'
import { expect } from './app.ts'

/** Goes on, or back, until this has the focus; it must be reached within so many presses. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 120): Promise<void> {
  await expect(target).toBeVisible()
  for (let pressed = 0; pressed < most; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(target).toBeFocused()
}

/** Goes to a field and types into it, over what it holds. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

/** Goes to a list and on with the arrow keys to the first option of these words. */
export async function chooseIn(page: Page, list: Locator, name: string): Promise<void> {
  const wanted = list.locator('option', { hasText: name }).first()
  await expect(wanted).toBeAttached({ timeout: 60_000 })
  await tabTo(page, list)
  const away = await wanted.evaluate((option: HTMLOptionElement) => option.index - (option.closest('select')?.selectedIndex ?? 0))
  for (let pressed = 0; pressed < Math.abs(away); pressed += 1) await page.keyboard.press(away > 0 ? 'ArrowDown' : 'ArrowUp')
  await expect(list.locator('option:checked')).toContainText(name)
}

/** Goes to a group of radio buttons and on with the arrow keys. */
export async function chooseAmong(page: Page, group: Locator, name: string, most = 10): Promise<void> {
  await tabTo(page, group.getByRole('radio', { checked: true }))
  const wanted = group.getByRole('radio', { name, exact: true })
  for (let pressed = 0; pressed < most && !(await wanted.isChecked()); pressed += 1) await page.keyboard.press('ArrowRight')
  await expect(wanted).toBeChecked()
}
