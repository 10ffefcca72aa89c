import { expect, test } from './shells'
import { Workbench } from './workbench'

test('a run is moved through by keys, and forked at a decision with another threshold', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const decision = page.getByRole('slider', { name: 'Decision', exact: true })
  await expect(decision).toHaveValue('81')
  await decision.press('Home')
  await expect(bench.counts).toHaveText('0 kept · 0 removed · 81 undecided of 81')
  const road = page.getByRole('navigation', { name: 'Next step' })
  await expect(road).toContainText('0 kept at decision 0; 5 of 81 edges kept at its end')
  await decision.press('Shift+ArrowRight')
  await decision.press('ArrowRight')
  await expect(decision).toHaveAttribute('aria-valuetext', /^11 of 81: .* (kept|removed), .*, KL \d/)
  await expect(bench.counts).toHaveText(/ 70 undecided of 81$/)
  await page.getByRole('button', { name: 'Fork here…' }).click()
  const form = page.getByRole('form', { name: 'Fork the run' })
  await form.getByLabel('Threshold of the fork').fill('100')
  await form.getByRole('button', { name: 'Run the fork' }).click()
  await expect(bench.runState).toHaveText('finished · run 2')
  const [source, fork] = [await bench.decisionsOf(1), await bench.decisionsOf(2)]
  expect(fork.slice(0, 11)).toEqual(source.slice(0, 11))
  expect(fork.slice(11).filter((line) => line.split(' ')[1] === '1')).toEqual([])
  await expect(page.getByRole('region', { name: 'Provenance' })).toContainText('at decision 11')
})

test('scores are re-thresholded, said to be no ACDC, and measured as they are', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await page.getByRole('tab', { name: 'Re-threshold' }).click()
  await expect(bench.counts).toHaveText('5 kept · 76 removed of 81')
  const note = page.getByRole('note', { name: 'Re-thresholded scores' })
  await page.getByRole('slider', { name: 'Threshold of the harm of removal' }).press('ArrowRight')
  await expect(note).toContainText('not ACDC at τ')
  await expect(bench.counts).toHaveText('4 best by score of 81')
  await page.getByRole('button', { name: 'Measure these 4' }).click()
  await expect(page.getByRole('status').filter({ hasText: /^measured: faithfulness/ })).toBeVisible()
  await note.getByRole('button', { name: 'Show the circuit of the run' }).click()
  await expect(bench.counts).toHaveText('5 kept · 76 removed of 81')
})
