import { type Locator } from '@playwright/test'
import { type App, expect, test } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

/** The sites a table lists, top to bottom. Beside each head is a button that explains it. */
function sitesIn(table: Locator): Locator {
  return table.locator('tbody tr td:first-child button:not([aria-label^="Explain"])')
}

/** KL has no gradient at the clean run: if it is chosen anyway, the view estimates by another metric and says so. */
async function chooseKlAndSwitchBack(bench: Workbench, { page }: App): Promise<void> {
  await bench.setMetric('KL')
  await expect(bench.stageButton('Screen')).not.toHaveAttribute('aria-disabled')
  await page.getByRole('button', { name: 'Estimates by logit difference: use it in every stage' }).click()
}

test('from screening to a judged circuit: the constructed heads come out on top', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app

  await bench.show('Screen')
  // The stages have their own metric, not Discover's KL: the first one can start at once.
  await expect(bench.stageButton('Screen')).not.toHaveAttribute('aria-disabled')
  await chooseKlAndSwitchBack(bench, app)
  await bench.runStage('Screen')
  await expect(page.getByRole('status', { name: 'Run facts' })).toContainText('2 forwards, 1 backward')
  const heatmap = page.getByRole('grid', { name: 'Effect by layer and head, Heads' })
  await expect(heatmap.getByRole('gridcell')).toHaveCount(8)
  await expect(sitesIn(page.getByRole('table', { name: 'Largest effects' })).first()).toHaveText('1.2')

  // With the keyboard only: arrows move between cells, Enter chooses one.
  const cell = (name: RegExp) => heatmap.getByRole('gridcell', { name })
  await cell(/^0\.0,/).focus()
  await page.keyboard.press('ArrowRight')
  await expect(cell(/^0\.1, effect /)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(cell(/^0\.1,/)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press(' ')
  const chosen = page.getByRole('list', { name: 'Selected sites' }).getByRole('listitem')
  await expect(chosen).toContainText([/^0\.1/, /^1\.2/])

  await bench.show('Confirm')
  await bench.runStage('Confirm')
  const confirmed = page.getByRole('table', { name: 'Confirmed sites' })
  await expect(sitesIn(confirmed).nth(0)).toHaveText('1.2')
  await expect(sitesIn(confirmed).nth(1)).toHaveText('0.1')
  // The key path is saturated: attribution misses it, and the view flags it.
  await expect(
    confirmed.getByRole('row').filter({ has: page.getByRole('button', { name: '0.1', exact: true }) }),
  ).toContainText('nonlinear')
  await expect(
    page.getByRole('img', { name: /^Estimate against exact effect of 8 sites, 1 flagged/ }),
  ).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Confirmation' })).toContainText('Pearson')

  await bench.show('Trace')
  await page.getByLabel('Receiver', { exact: true }).selectOption('1.2.k')
  await bench.runStage('Trace')
  const senders = page.getByRole('list', { name: 'Senders' }).getByRole('button')
  await expect(senders).toHaveCount(5)
  await expect(senders.first()).toHaveAccessibleName(/^0\.1\s?, effect −8\.\d+$/)
  await page.getByRole('radiogroup', { name: 'What is traced' }).getByText('Path').click()
  await page.getByRole('textbox', { name: 'Path' }).fill('logits ← 1.2.k ← 0.1')
  await bench.runStage('Trace')
  await expect(page.getByRole('application', { name: 'Traced edges, 2 edges' })).toBeVisible()

  await bench.show('Discover')
  await page.getByRole('banner').getByLabel('Method').selectOption('EAP-IG')
  await bench.setMetric('logit difference')
  await page.getByRole('button', { name: 'Run EAP-IG' }).click()
  await expect(bench.counts).toHaveText('20 best by score of 81')
  await page.getByRole('slider', { name: 'Number of edges shown' }).press('Home')
  await expect(bench.counts).toHaveText('1 best by score of 81')

  await bench.show('Judge')
  await page.getByLabel('Edges by score').fill('5')
  await bench.runStage('Judge')
  await expect(page.getByRole('img', { name: /^Faithfulness by number of edges, / })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Faithfulness by prompt' }).getByRole('listitem')).toHaveCount(
    12,
  )
  const faithfulness = page.getByRole('status', { name: 'Faithfulness' })
  await expect(faithfulness).toHaveText(/^(9[5-9]|10[0-5])\.\d %5 edges$/)
})

test('one button runs all four stages, each shown in its own view and reopened from Runs', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.show('Screen')
  await page.getByRole('button', { name: 'Screen, confirm, trace, judge' }).click()
  await expect(bench.runState).toHaveText('finished · run 1', { timeout: 90_000 })
  // It ends on its verdict.
  await expect(page.getByRole('status', { name: 'Faithfulness' })).toHaveText(/5 edges$/)
  await bench.show('Confirm')
  const confirmed = page.getByRole('table', { name: 'Confirmed sites' })
  await expect(sitesIn(confirmed).nth(0)).toHaveText('1.2')
  await expect(sitesIn(confirmed).nth(1)).toHaveText('0.1')
  await bench.show('Trace')
  const traced = page.getByRole('list', { name: 'Traced edges' }).getByRole('button')
  await expect(traced).toHaveCount(12)
  const names = await traced.evaluateAll((all) => all.map((one) => one.textContent!.split(',')[0].trim()))
  expect(names.slice(0, 5).sort()).toEqual(SAMPLE_CIRCUIT)

  await bench.show('Runs')
  await expect(page.getByRole('row', { name: 'Run 1' })).toContainText('Workflow')
  await app.restart()
  await bench.show('Runs')
  await app.page.getByRole('button', { name: /^Open run 1,/ }).click()
  await expect(app.page.getByRole('status', { name: 'Faithfulness' })).toHaveText(/5 edges$/)
  await bench.show('Screen')
  await expect(app.page.getByRole('grid', { name: /^Effect by layer and head/ })).toBeVisible()
})

test('a long stage shows its progress and can be cancelled', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.importManyPrompts()
  await bench.show('Screen')
  await page.getByLabel('Method').selectOption('Activation patching')
  await page.getByRole('button', { name: 'Sites' }).click()
  await page.getByLabel('Heads by position').check()
  await page.keyboard.press('Escape')
  await bench.stageButton('Screen').click()
  await expect(page.getByRole('progressbar', { name: 'Work done' })).toBeVisible()
  await page.getByRole('region', { name: 'Progress' }).getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Run 1 was cancelled before it finished.')).toBeVisible()
})

test('a trace labels a head’s three inputs, and is not shown for other edges', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.show('Trace')
  await page.getByLabel('Receiver', { exact: true }).selectOption('1.2 (q, k and v)')
  await bench.runStage('Trace')
  const senders = page.getByRole('list', { name: 'Senders' }).getByRole('button')
  await expect(senders).toHaveCount(15)
  for (const kind of ['q', 'k', 'v'])
    await expect(senders.and(page.getByRole('button', { name: `1.2.${kind} ← ` }))).toHaveCount(5)
  // Edges found for a receiver are not shown as traced among the selection.
  await page.getByRole('radiogroup', { name: 'What is traced' }).getByText('Among').click()
  await expect(page.getByText('Not traced yet.')).toBeVisible()
})
