import { expect, test } from './shells'
import { Workbench } from './workbench'

test('the ROC against a reference is drawn of the circuits of a sweep, and of scores in Judge', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const [run] = await bench.ask('runs.list', {})
  const { config } = await bench.ask('runs.get', { id: run.id })
  const { model, prompts } = config!
  const reference = { runId: run.id }
  const thresholds = [{ name: 'threshold' as const, values: [50, 0.02, 0.0001] }]
  const eap = { method: 'eap', model, prompts, metric: 'logit_diff', direction: 'noising' } as const
  const sizes = [{ name: 'edges' as const, values: [2, 5, 9] }]
  await bench.ask('sweeps.start', { name: 'cut', spec: { base: config!, axes: thresholds, reference } })
  await bench.ask('sweeps.start', { name: 'scored', spec: { base: eap, axes: sizes, reference } })
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Sweep' }).click()
  const shown = page.getByRole('combobox', { name: 'Sweep on screen' })
  const roc = page.getByRole('img', { name: /^ROC over the sweep, pessimistic area / })

  await shown.selectOption({ label: '1 · cut, induction, done' })
  // The circuit of the reference's own threshold is all of it and nothing else.
  await expect(roc).toHaveAccessibleName('ROC over the sweep, pessimistic area 1.0000')
  await expect(roc.locator('path[stroke="var(--only-a)"]')).toHaveAttribute('d', /^M[\d.]+ [\d.]+(H[\d.]+V[\d.]+)+$/)
  await expect(roc.locator('circle')).not.toHaveCount(0)

  await shown.selectOption({ label: '2 · scored, induction, done' })
  const table = page.getByRole('table', { name: 'Circuits of the sweep' })
  await table.getByRole('button', { name: '5 edges', exact: true }).click()
  await expect(roc).toBeVisible()
  const area = (await roc.getAttribute('aria-label'))!.split(' ').at(-1)!
  const inspector = page.getByRole('complementary', { name: 'Sweep inspector' })
  await inspector.getByRole('button', { name: /^Judge/ }).click()
  await expect(page.getByRole('img', { name: `ROC curve, pessimistic area ${area}` })).toBeVisible()
})
