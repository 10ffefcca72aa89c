import { expect, test } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

test('a sweep from a finished run: computed once, judged, and each point opens its circuit', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await page.getByRole('button', { name: 'Sweep over thresholds' }).click()
  await expect(page.getByRole('heading', { name: 'Sweep', level: 1 })).toBeVisible()
  await page.getByLabel('Thresholds', { exact: true }).fill('50, 0.02')
  const form = page.getByRole('region', { name: 'New sweep' })
  await expect(form.getByRole('status')).toHaveText(
    '2 circuits: 3 runs to compute, 1 run computed before and reused',
  )
  await form.getByRole('button', { name: 'Add an axis' }).click()
  await page.getByRole('menuitem', { name: 'Resamples' }).click()
  await form.getByRole('textbox', { name: 'Resamples', exact: true }).fill('0, 1')
  await expect(form).toContainText('2 thresholds × 2 resamples: 4 circuits')
  await expect(form.getByRole('status')).toHaveText(
    '4 circuits: 7 runs to compute, 1 run computed before and reused',
  )
  await form.getByRole('button', { name: 'Start the sweep' }).click()

  const table = page.getByRole('table', { name: 'Circuits of the sweep' })
  await expect(table.getByRole('row', { name: 'resample 1, τ 0.02' })).toContainText('done', {
    timeout: 60_000,
  })
  await page.getByLabel('Circuits as').getByText('Jaccard').click()
  await expect(page.getByRole('table', { name: 'Jaccard index of edges' }).getByRole('button')).toHaveCount(2)
  await page.getByLabel('Circuits as').getByText('Table').click()
  await page.getByLabel('Only of the resamples').selectOption({ label: 'Not resampled' })
  await expect(table.getByRole('row')).toHaveCount(3)
  const chart = page.getByRole('slider', { name: /^Faithfulness by number of edges, 0: / })
  await expect(chart).toBeVisible()
  const [sweep] = await bench.ask('sweeps.list', {})
  expect(sweep).toMatchObject({ state: 'done', runs: { total: 8, done: 8, reused: 1, failed: 0 } })
  expect(await bench.ask('runs.list', {})).toHaveLength(6)

  await page.getByRole('button', { name: 'Rename sweep 1' }).click()
  await page.getByRole('textbox', { name: 'Name of sweep 1' }).fill('two ends')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Sweep on screen' })).toContainText('1 · two ends')

  await chart.press('End')
  await expect(chart).toHaveAttribute('aria-valuetext', /^not resampled, τ 0\.02, \d+ edges: faithfulness /)
  const inspector = page.getByRole('complementary', { name: 'Sweep inspector' })
  await expect(inspector).toContainText('the same configuration was computed before')
  await chart.press('Enter')
  await bench.seeCircuit(SAMPLE_CIRCUIT)
})
