import { expect, test } from './shells'
import { Workbench } from './workbench'

test('a circuit is found on one part of a set and judged on the other', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await bench.show('Judge')
  await bench.runStage('Judge')
  const judgement = page.getByRole('complementary', { name: 'Judgement' })
  await expect(judgement).toContainText('The circuit was found on all 12 prompts it is judged on')

  await bench.show('Dataset')
  await page.getByRole('button', { name: 'Split' }).click()
  const split = page.getByRole('group', { name: 'Train and held-out rows' })
  await split.getByRole('switch', { name: 'Hold rows out' }).check()
  await expect(split).toContainText('8 rows to find circuits on, 4 held out to judge them on.')
  await split.getByLabel('Held out', { exact: true }).fill('50')
  await expect(split).toContainText('6 rows to find circuits on, 6 held out to judge them on.')
  await page.keyboard.press('Escape')
  await expect(page.getByText('held out', { exact: true }).first()).toBeVisible()

  await bench.show('Discover')
  await bench.runToTheEnd()
  expect((await bench.runSummary(3)).promptCount).toBe(6)
  await bench.show('Judge')
  await bench.runStage('Judge')
  await expect(judgement).toContainText('6 held-out prompts')
  await expect(judgement).toContainText('on the 6 train prompts')
  await expect(judgement).not.toContainText('The circuit was found on')
  const metrics = page.getByRole('table', { name: 'Metrics' })
  await expect(metrics.getByRole('columnheader', { name: 'circuit, train' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Faithfulness by prompt' }).getByRole('listitem')).toHaveCount(
    6,
  )
})

test('tokens are named on the strip, in one row or in all of its length', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.show('Dataset')
  const strip = page.getByRole('group', { name: 'Tokens, row 1', exact: true })
  await strip.getByRole('button', { name: /^Name token Smith/ }).click()
  const editor = page.getByRole('form', { name: 'Named positions' })
  await editor.getByLabel('Name of these tokens').fill('surname')
  await editor.getByRole('button', { name: 'Name tokens' }).click()
  await expect(strip).toContainText('surname')
  await page.getByRole('button', { name: /^Save/ }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('named')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('“named” was saved.')).toBeVisible()
  await app.restart()
  await bench.show('Dataset')
  await app.page.getByRole('button', { name: 'Prompt sets' }).click()
  await app.page.getByRole('button', { name: 'named 12 rows' }).click()
  await expect(app.page.getByRole('group', { name: 'Tokens, row 1', exact: true })).toContainText('surname')
})
