import { expect, test } from './shells'
import { Workbench } from './workbench'

test('a term explains itself on focus, and F1 opens its definition in the docs', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const term = page
    .getByRole('complementary', { name: 'Inspector' })
    .getByRole('link', { name: 'Faithfulness' })
  // By keyboard: a mouse explains it on hover.
  await term.focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  await expect(term).toBeFocused()
  await expect(page.getByRole('tooltip')).toContainText('How much of the whole model’s logit difference')
  await page.keyboard.press('F1')
  const help = page.getByRole('dialog', { name: 'Help' })
  const text = help.getByRole('document', { name: 'Methods: what each number means' })
  await expect(text.locator('[data-target]')).toContainText('f(C) = (m(C) - m(empty))')
  await text.getByRole('link', { name: 'prompt-files.md' }).click()
  await expect(help.getByRole('document', { name: 'Prompt files' })).toBeVisible()
  await help.getByRole('button', { name: 'Back' }).click()
  await expect(text.locator('[data-target]')).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await expect(term).toBeFocused()
})
