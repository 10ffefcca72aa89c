import { expect, test } from './shells'
import { Workbench } from './workbench'

test('the stability of a circuit is measured from the palette, and then drawn, listed and exported', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const onScreen = page.getByRole('group', { name: 'On screen' })
  await expect(onScreen.getByRole('button', { name: /^stability not measured/ })).toBeVisible()

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('measure the stability')
  const command = page.getByRole('button', { name: /^Measure the stability of this circuit/ })
  await expect(command).toBeEnabled()
  await page.keyboard.press('Enter')
  const measured = page.getByRole('group', { name: 'Stability of the circuits' })
  await expect(measured).toContainText('over 30 resamples', { timeout: 90_000 })
  await expect(measured.getByRole('table', { name: 'Jaccard indices' })).toContainText('by resamples')
  const edges = measured.getByRole('table', { name: 'How often edges are kept' })
  await expect(edges.getByRole('row').nth(1)).toContainText('of 30core')

  await bench.show('Discover')
  const badge = onScreen.getByRole('button', { name: /^stability \d\.\d\d over 30 resamples/ })
  await expect(badge).toBeVisible()
  await expect(page.getByRole('group', { name: 'Legend' })).toContainText('contingent')
  await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('Table').click()
  const table = page.getByRole('table', { name: 'Edges of the circuit' })
  await expect(table.getByRole('row').nth(1)).toContainText(/(core|contingent|noise) · \d+ of 30/)
  const { id } = await bench.runSummary(1)
  const { text } = await bench.ask('runs.export', { id, format: 'svg' })
  expect(text).toContain('core, in at least 90 % of circuits')
  expect(text).toMatch(/stability \d\.\d\d over 30 resamples/)

  await badge.click()
  await expect(measured).toBeVisible()
})

test('the tests of a circuit say their null hypotheses, samples and corrected p-values', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await bench.show('Judge')
  await page.getByLabel('Ablation of the tests').selectOption('test with mean')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  const tests = page.getByRole('table', { name: 'Tests of a circuit' })
  await expect(tests.getByRole('row')).toHaveCount(6, { timeout: 90_000 })
  await expect(tests.getByRole('columnheader')).toHaveText(['Test', 'Sample', 'p', 'Corrected p', 'Verdict'])
  await expect(tests.getByRole('row', { name: /^Sufficiency/ })).toContainText(
    'Null hypothesis: the circuit is closer to the model than at most 90 % of random circuits of its size.',
  )
  const [run] = await bench.ask('runs.list', {})
  const { config } = await bench.ask('runs.get', { id: run.id })
  expect(config).toMatchObject({ method: 'tests', ablation: 'mean' })
})
