import { expect, test } from './shells'
import { Workbench } from './workbench'

test('the table of the graph pins what the drawing pins, by keyboard', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await bench.circuit.press('t')
  const edges = page.getByRole('table', { name: 'Edges of the circuit' })
  const first = edges.getByRole('row').nth(1).getByRole('button').first()
  const name = await first.innerText()
  await first.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText(name)
  await page.getByRole('radiogroup', { name: 'Listed' }).getByText('Nodes').click()
  const node = page
    .getByRole('table', { name: 'Nodes of the graph' })
    .getByRole('button', { name: '1.2', exact: true })
  await node.press('Enter')
  await expect(node).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('Attention head')
})
