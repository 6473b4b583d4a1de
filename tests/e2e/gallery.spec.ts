/** The gallery: what was published, found by words, walked by keys, opened as a design. Figures as He et al. 2016 print them. */
import { expect, keepScreens, test } from './support/app.ts'
import { openPreset } from './support/steps.ts'

test('a network is found by its author, told of, and opened by keys alone', async ({ opened: { page } }) => {
  await page.getByRole('button', { name: 'Open the gallery' }).click()
  await page.keyboard.press('Control+g')
  const gallery = page.getByRole('dialog', { name: 'Gallery' })
  await expect(gallery.getByRole('combobox', { name: 'Find a network' })).toBeFocused()
  await keepScreens(page, 'gallery')

  await page.keyboard.type('resnet cifar plain')
  await expect(gallery.getByRole('option')).toHaveCount(6)
  const names = await gallery.getByRole('option').locator('.ellipsis').allTextContents()
  expect(names).toEqual(['20', '32', '44', '56', '110', '1202'].map((depth) => `plain-${depth}`))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('kaiming 110')
  const first = gallery.getByRole('option', { selected: true })
  await expect(first).toHaveAccessibleName('ResNet-110, 110 layers, 1,727,962 parameters, 252,887,680 MACs, 6.43 % on CIFAR-10')
  await page.keyboard.press('ArrowDown')
  await expect(first).toHaveAccessibleName(/^ResNet-110, option B/)
  await expect(gallery.getByText('The paper trains option A on CIFAR')).toBeVisible()
  await page.keyboard.press('ArrowUp')
  await expect(gallery.getByText('CIFAR-10, table 6:')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(gallery).toBeHidden()
  await expect(page.getByRole('heading', { name: 'ResNet-110', exact: true })).toBeVisible()
})

test('it begins at what is open, and Escape leaves all as it was', async ({ opened: { page } }) => {
  await openPreset(page, 'VGG-16')
  await page.getByRole('button', { name: 'Gallery…' }).click()
  const gallery = page.getByRole('dialog', { name: 'Gallery' })
  await expect(gallery.getByRole('option', { selected: true })).toHaveAccessibleName(/^VGG-16, 16 layers, 138,357,544 parameters/)
  await expect(gallery.getByRole('region', { name: 'VGG-16' }).getByText('He et al. 2016, table 3')).toBeVisible()
  await gallery.getByRole('combobox').fill('no such network')
  await expect(gallery.getByText('No network has all of these words.')).toBeVisible()
  // Of a residual net of residual nets the picture has the shortcuts around stages too: two risers each.
  await gallery.getByRole('combobox').fill('RoR-3-110')
  await expect(gallery.getByRole('region', { name: 'RoR-3-110' }).locator('svg .riser')).toHaveCount(8)
  await page.keyboard.press('Escape')
  await expect(gallery).toBeHidden()
  await expect(page.getByRole('heading', { name: 'VGG-16', exact: true })).toBeVisible()
})
