import { expect, test } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

test('from the first Tab to the finished circuit without a mouse', async ({ app }) => {
  const bench = new Workbench(app)
  const { keyboard } = app.page
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled', 'true')
  const focused = app.page.locator(':focus')
  for (let tabs = 0; tabs < 30; tabs++) {
    await keyboard.press('Tab')
    if ((await focused.getAttribute('aria-label')) === 'Threshold') break
  }
  await expect(app.page.getByLabel('Threshold', { exact: true })).toBeFocused()
  await keyboard.press('ControlOrMeta+a')
  await keyboard.type('0.05')
  for (let tabs = 0; tabs < 5 && (await focused.innerText()) !== 'Run ACDC'; tabs++)
    await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(bench.runState).toHaveText('finished · run 1')
  await bench.seeCircuit(SAMPLE_CIRCUIT)
  expect((await bench.runSummary(1)).threshold).toBe(0.05)
})

test('slash finds a node, Escape clears the selection, f fits the graph', async ({ app }) => {
  const bench = new Workbench(app)
  const { keyboard } = app.page
  const inspector = app.page.getByRole('complementary', { name: 'Inspector' })
  await bench.runToTheEnd()
  await keyboard.press('/')
  await expect(app.page.getByLabel('Find node or edge')).toBeFocused()
  await keyboard.type('1.2')
  await expect(app.page.getByRole('listbox').getByRole('option').first()).toBeVisible()
  await keyboard.press('Enter')
  const title = inspector.getByRole('heading', { level: 2 }).first()
  await expect(title).toHaveText('Attention head')
  await expect(inspector).toContainText('1.2')
  await expect(bench.circuit).toBeFocused()
  await keyboard.press('Escape')
  await expect(title).toContainText('Kept edges')
  await keyboard.press('f')
  await expect(bench.circuit).toBeVisible()
})

test('Enter moves to the next row', async ({ app }) => {
  const bench = new Workbench(app)
  const { keyboard } = app.page
  await bench.typePrompts([
    { clean: 'Anna Smith met Ben Lake then Anna', corrupt: 'x', answer: 'Smith', wrongAnswer: 'Lake' },
  ])
  await bench.field('Answer', 1).press('Enter')
  await expect(bench.field('Clean prompt', 2)).toBeFocused()
  await keyboard.type('Clara Hill')
  await keyboard.press('Tab')
  await expect(bench.field('Corrupt prompt', 2)).toBeFocused()
  await expect(bench.field('Clean prompt', 2)).toHaveValue('Clara Hill')
})

test('an edge of the list is pinned with its facts', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  const edge = app.page
    .getByRole('list', { name: 'Kept edges' })
    .getByRole('button', { name: /^logits ← 1\.2 ?,/ })
  await edge.press('Enter')
  await expect(edge).toHaveAttribute('aria-pressed', 'true')
  await expect(app.page.getByRole('complementary', { name: 'Inspector' })).toContainText('logits ← 1.2')
})
