import { expect, test } from './shells'
import { Workbench } from './workbench'

test('scores beside a circuit: judged from Compare, prompt by prompt, and among several', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  const prompts = await bench.ask('promptSets.get', { id: 'sample:induction' })
  const common = { model: 'sample:induction', prompts } as const
  const ids: string[] = []
  for (const config of [
    { method: 'acdc', ...common, metric: 'kl', threshold: 0.02 },
    { method: 'eap', ...common, metric: 'logit_diff', direction: 'noising' },
    { method: 'acdc', ...common, metric: 'kl', threshold: 5 },
  ] as const) {
    const { id } = await bench.ask('runs.start', { config })
    await expect.poll(async () => (await bench.ask('runs.get', { id })).summary.state).toBe('done')
    ids.push(id)
  }
  const { edgesKept } = (await bench.ask('runs.get', { id: ids[0] })).summary

  await bench.show('Compare')
  await page.getByLabel('Run A', { exact: true }).selectOption(ids[0])
  await page.getByLabel('Run B', { exact: true }).selectOption(ids[1])
  await expect(page.getByLabel('Best edges of B')).toHaveValue(String(edgesKept))
  const metrics = page.getByRole('table', { name: 'Metrics of both circuits' })
  const random = metrics.getByRole('row', { name: /^random circuits of its size/ })
  await expect(random).toContainText('not judged')

  await page.getByRole('radiogroup', { name: 'Shown' }).getByText('Prompts').click()
  const missing = page.getByRole('region', { name: 'Prompts', exact: true })
  await expect(missing).toContainText(`The ${edgesKept} edges of B have not been measured.`)
  await missing.getByRole('button', { name: 'Judge B' }).click()
  const table = page.getByRole('table', { name: 'Prompts of both circuits' })
  await expect(table).toHaveAttribute('aria-rowcount', String(prompts.rows.length + 1))
  await expect(page.getByRole('button', { name: 'Judge B' })).toHaveCount(0)

  await page.getByRole('radiogroup', { name: 'Shown' }).getByText('Several').click()
  const matrix = page.getByRole('table', { name: 'Jaccard index of edges' })
  await expect(matrix.getByRole('rowheader')).toHaveCount(3)
  await matrix.getByRole('button').first().click()
  await expect(page.getByRole('application')).toHaveAccessibleName(/^Union of run 1 and run \d+, \d+ edges$/)
})
