import type { Locator } from '@playwright/test'
import { expect, test } from './shells'
import { Workbench } from './workbench'

test('in a small window counts, model, prompts and menus are whole', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await page.setViewportSize({ width: 1024, height: 700 })
  await bench.runToTheEnd()
  await expectWhole(bench.counts)
  const onScreen = page.getByRole('group', { name: 'On screen' })
  await expectWhole(onScreen.locator('span').filter({ hasText: /^model/ }))
  await expectWhole(onScreen.locator('span').filter({ hasText: /^prompts/ }))
  await expect(onScreen.getByRole('button', { name: /^stability not measured/ })).toHaveText('stability ?', {
    useInnerText: true,
  })
  const decision = page.getByRole('slider', { name: 'Decision', exact: true })
  await decision.press('Home')
  await decision.press('ArrowRight')
  await expect(bench.counts).toContainText('undecided')
  await expectWhole(bench.counts)
  const compact = page.getByRole('button', { name: 'Compact layout' })
  await compact.click()
  await expect(compact).toHaveAttribute('aria-pressed', 'true')

  await bench.show('Runs')
  await page.getByRole('button', { name: 'Actions for run 1' }).click()
  for (const item of ['Open', 'Delete'])
    await expect(page.getByRole('menuitem', { name: item, exact: true })).toBeInViewport({ ratio: 1 })
})

/** Nothing of its text is cut or below an ellipsis. */
async function expectWhole(text: Locator): Promise<void> {
  await expect(text).toBeVisible()
  expect(
    await text.evaluate(({ scrollWidth, clientWidth, textContent }) =>
      scrollWidth > clientWidth ? `cut: ${textContent}` : 'whole',
    ),
  ).toBe('whole')
}
