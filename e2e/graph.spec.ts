import { expect, test } from './shells'
import { Workbench } from './workbench'

test('what is isolated around a node is said, held with Shift, and there again after a reload', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const focus = page.getByRole('status', { name: 'Focus' })
  await bench.circuit.press('ArrowDown')
  await expect(focus).toContainText('logits')
  await bench.circuit.press('p')
  await expect(focus).toHaveText('All paths through logits: 4 nodes, 5 edges')
  await page.keyboard.down('Shift')
  await expect(focus).toContainText('held while Shift is down')
  await page.keyboard.up('Shift')
  await expect(focus).not.toContainText('held')
  await page.reload()
  await expect(focus).toHaveText('All paths through logits: 4 nodes, 5 edges')
  await page.getByRole('button', { name: 'Isolate: Paths through it' }).click()
  await page.getByRole('menuitem', { name: /^Its edges/ }).click()
  await expect(focus).toContainText('Edges of logits')
})

test('Compact shows the circuit alone, and says where nothing was kept', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled', 'true')
  await bench.setThreshold('100')
  await bench.runToTheEnd()
  const nothing = page.getByRole('status', { name: 'Nothing kept' })
  await expect(nothing).toContainText('No edge was kept')
  await expect(nothing).toContainText(
    /The removal that hurt most was .+ ← .+: a smaller threshold than that keeps it/,
  )
  await page.getByRole('radiogroup', { name: 'Layout' }).getByText('Compact').click()
  await expect(nothing).toBeVisible()
  await expect(bench.circuit).toHaveAccessibleName('Circuit graph, 0 kept edges')
})
