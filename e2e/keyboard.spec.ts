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

test('the focus stays where it was when a row, a dialog or a view goes', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  const { keyboard } = page
  const named = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const fromMenu = async (run: number, item: string) => {
    await named(`Actions for run ${run}`).press('Enter')
    await page.getByRole('menuitem', { name: item, exact: true }).press('Enter')
  }
  await bench.runToTheEnd()
  await bench.runToTheEnd()
  await bench.show('Runs')
  await fromMenu(1, 'Edit note')
  await expect(page.getByLabel('Note', { exact: true })).toBeFocused()
  await keyboard.press('Escape')
  await expect(named('Actions for run 1')).toBeFocused()
  await named(/^Open run 2,/).press('F2')
  await keyboard.type('mine')
  await keyboard.press('Enter')
  await expect(named('Open run 2, mine')).toBeFocused()
  await fromMenu(2, 'Delete')
  await expect(page.getByLabel('Choose run 1', { exact: true })).toBeFocused()
  await keyboard.press('ControlOrMeta+2')
  await expect(page.locator('main')).toBeFocused()
  await keyboard.press('Tab')
  await expect(named('Prompt sets')).toBeFocused()
})

test('Escape closes what is on top and nothing below it', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await page.getByLabel('Find node or edge').fill('1.2')
  await page.keyboard.press('Enter')
  const explain = page.getByRole('button', { name: 'Explain 1.2', exact: true }).first()
  await explain.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Explanation' })
  await expect(panel.getByRole('button', { name: 'Close', exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(explain).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(explain).toHaveCount(0)
})
