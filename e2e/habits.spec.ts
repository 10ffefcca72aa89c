import type { Locator, Page } from '@playwright/test'
import { expect, test } from './shells'
import { Workbench } from './workbench'

const CSV = 'clean,corrupt,answer,wrong\n12 5 318,12 6 318,5,6\n'

test('what is deleted and edited is undone and done again by key, and notices go with their view', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const said = page.getByRole('status', { name: 'Last notice' })
  await bench.runToTheEnd()
  await bench.show('Runs')
  const run = page.getByRole('row', { name: 'Run 1', exact: true })
  await page.getByRole('button', { name: 'Actions for run 1', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await expect(said).toContainText('was deleted.')
  // It has a row of its own: nothing is under it.
  expect(await isOnTop(said)).toBe(true)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(said).toHaveText(/^Undone: delete run 1\./)
  await expect(run).toContainText('ACDC')
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await expect(run).toHaveCount(0)
  await said.getByRole('button', { name: 'Undo' }).click()
  await expect(run).toContainText('ACDC')
  // It is on screen again where it was.
  await bench.show('Discover')
  await expect(bench.runState).toHaveText('finished · run 1')

  await bench.show('Dataset')
  const clean = bench.field('Clean prompt', 1)
  const before = await clean.inputValue()
  await clean.fill('something else')
  await clean.blur()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(clean).toHaveValue(before)
  await expect(said).toHaveText(/^Undone: edit row 1\./)
  await page.getByRole('button', { name: 'Past notices' }).click()
  await expect(page.getByRole('region', { name: 'Past notices' })).toContainText('Undone: delete run 1.')
})

test('files are taken wherever they are dropped, and the open model is checked on them', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  const problem = page.getByRole('region', { name: 'Notices' }).getByRole('alert')
  // The prompts of the sample are there: what is dropped takes their room, and gives it back.
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled', 'true')
  await bench.show('Settings')
  await hold(page, 'paper.pdf', 'application/pdf', '%PDF')
  await expect(page.getByText('Patchbay opens models, prompts and circuits')).toBeVisible()
  await drop(page, 'paper.pdf', 'application/pdf', '%PDF')
  await expect(problem).toContainText('“paper.pdf” is not a file that Patchbay opens.')

  await drop(page, 'mine.csv', 'text/csv', CSV)
  await expect(page.getByRole('textbox', { name: 'Prompt set name' })).toHaveValue('mine')
  await page.locator('body').press('ControlOrMeta+z')
  await expect(page.getByRole('textbox', { name: 'Prompt set name' })).not.toHaveValue('mine')

  await bench.show('Model')
  await page.getByRole('button', { name: 'Self-check…' }).click()
  const panel = page.getByRole('dialog', { name: 'Self-check' })
  await panel.getByRole('button', { name: 'Run self-check' }).click()
  await expect(panel.getByRole('status')).toContainText('Kept as run 1.')
  const patch = panel.getByRole('row').filter({ hasText: 'A patch with the run’s own values' })
  await expect(patch).toContainText('passed')
})

async function hold(page: Page, name: string, type: string, text: string): Promise<void> {
  await page.locator('main').dispatchEvent('dragover', { dataTransfer: await held(page, name, type, text) })
}

async function drop(page: Page, name: string, type: string, text: string): Promise<void> {
  await page.locator('main').dispatchEvent('drop', { dataTransfer: await held(page, name, type, text) })
}

function held(page: Page, name: string, type: string, text: string) {
  return page.evaluateHandle(
    (file) => {
      const data = new DataTransfer()
      data.items.add(new File([file.text], file.name, { type: file.type }))
      return data
    },
    { name, type, text },
  )
}

/** Whether it is what one sees in its middle. */
function isOnTop(element: Locator): Promise<boolean> {
  return element.evaluate((node) => {
    const { x, y, width, height } = node.getBoundingClientRect()
    return node.contains(document.elementFromPoint(x + width / 2, y + height / 2))
  })
}
