import type { Page } from '@playwright/test'
import { expect, test } from './shells'
import { SAMPLE_CIRCUIT, sharedPath, Workbench } from './workbench'

test('two thresholds compared: the edges that only one run kept', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  await bench.setThreshold('5')
  await bench.runToTheEnd()
  await expect
    .poll(async () => (await bench.listedCircuit()).length)
    .toBe((await bench.runSummary(2)).edgesKept)
  const smaller = await bench.listedCircuit()

  await bench.show('Runs')
  await app.page.getByLabel('Choose run 1').check()
  await app.page.getByLabel('Choose run 2').check()
  await app.page.getByRole('toolbar', { name: 'Runs' }).getByRole('button', { name: 'Compare' }).click()
  await expect(app.page.getByLabel('Run A', { exact: true })).toContainText('1 · ACDC τ 0.02 KL')
  const onlyB = smaller.filter((edge) => !SAMPLE_CIRCUIT.includes(edge)).length
  const both = smaller.length - onlyB
  const onlyA = SAMPLE_CIRCUIT.length - both
  await expect(bench.counts).toHaveText(`${both} in both · ${onlyA} only A · ${onlyB} only B`)
  const total = both + onlyA + onlyB
  await expect(app.page.getByRole('application')).toHaveAccessibleName(
    `Union of run 1 and run 2, ${total} edges`,
  )
  await expect(app.page.getByRole('region', { name: 'Overlap' })).toContainText((both / total).toFixed(3))
  await expect(app.page.getByRole('row', { name: 'threshold 0.02 5' })).toBeVisible()
  expect(onlyA).toBeGreaterThan(0)
})

const runRow = (page: Page, number: number) => page.getByRole('row', { name: `Run ${number}`, exact: true })

async function act(page: Page, number: number, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for run ${number}`, exact: true }).click()
  // The menu of another row may still be closing.
  const menu = page.getByRole('menu', { name: `Actions for run ${number}`, exact: true })
  await menu.getByRole('menuitem', { name: action, exact: true }).click()
}

test('a run is renamed, tagged, deleted and restored, and all of it is saved', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  await bench.show('Runs')
  await act(app.page, 1, 'Rename')
  await app.page.getByLabel('Name of run 1').fill('the induction circuit')
  await app.page.getByLabel('Name of run 1').press('Enter')
  await act(app.page, 1, 'Edit tags')
  const dialog = app.page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Tags' }).fill('paper')
  await dialog.getByRole('combobox', { name: 'Tags' }).press('Enter')
  await dialog.getByRole('button', { name: 'Save tags' }).click()
  await expect(runRow(app.page, 1)).toContainText('the induction circuit')
  await expect(runRow(app.page, 1)).toContainText('paper')

  await act(app.page, 1, 'Delete')
  await expect(runRow(app.page, 1)).toBeHidden()
  await app.page.getByRole('button', { name: 'Undo' }).click()
  await expect(runRow(app.page, 1)).toContainText('the induction circuit')

  await app.restart()
  await bench.show('Runs')
  await expect(runRow(app.page, 1)).toContainText('the induction circuit')
  await expect(runRow(app.page, 1)).toContainText('paper')
  await act(app.page, 1, 'Delete')
  await expect(app.page.getByText('No runs yet')).toBeVisible()
})

test('a circuit of 32,491 edges is imported and drawn', async ({ app }) => {
  const file = sharedPath('data/mib-ioi-gpt2-eap-ig.json')
  test.skip(file === null, 'NOT RUN: needs ../shared/data/mib-ioi-gpt2-eap-ig.json beside the project')
  const bench = new Workbench(app)
  await bench.show('Runs')
  await app.page.getByLabel('Circuit file').setInputFiles(file!)
  await expect(bench.runState).toHaveText('imported · run 1')
  await expect(bench.counts).toContainText('of 32,491')
  await expect(bench.circuit).toHaveAccessibleName(/^Circuit graph, [\d,]+ kept edges$/)
  const summary = await bench.runSummary(1)
  expect(summary).toMatchObject({ method: 'import', edgesTotal: 32_491, state: 'done' })
  await expect(bench.circuit).toHaveAccessibleName(
    `Circuit graph, ${summary.edgesKept.toLocaleString('en-US')} kept edges`,
  )
  const { page } = app
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('button', { name: `200 strongest of ${summary.edgesKept} drawn` }).click()
  await page.getByRole('menuitem', { name: '1,000' }).click()
  await page.getByRole('button', { name: `all ${summary.edgesKept} drawn` }).click()
  await page.getByRole('menuitem', { name: /^Usual/ }).click()
  await expect(page.getByRole('button', { name: /^200 strongest of/ })).toBeVisible()
})

test('a file that is not a circuit is refused in one sentence and leaves no run', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.show('Runs')
  for (const [name, text] of [
    ['broken.json', '{"cfg": '],
    ['other.json', '{"hello": 1}'],
  ]) {
    const buffer = Buffer.from(text)
    await app.page.getByLabel('Circuit file').setInputFiles({ name, mimeType: 'application/json', buffer })
    await expect(
      app.page.getByRole('alert').filter({ hasText: `“${name}” could not be imported` }),
    ).toContainText(name)
  }
  expect(await bench.ask('runs.list', {})).toEqual([])
})

test('runs are filtered by value, held against a baseline, noted, and run with changes', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  await bench.setThreshold('5')
  await bench.runToTheEnd()
  await bench.show('Runs')
  const { page } = app
  await act(page, 1, 'Pin as baseline')
  await expect(page.getByRole('row', { name: 'Baseline, run 1' })).toContainText('ACDC τ 0.02')
  await expect(runRow(page, 2)).toContainText('+4.98')

  await act(page, 2, 'Edit note')
  await page.getByRole('dialog').getByLabel('Note').fill('keeps too little')
  await page.getByRole('button', { name: 'Save note' }).click()
  await page.getByLabel('Search runs').fill('too little')
  await expect(runRow(page, 1)).toBeHidden()
  await page.getByLabel('Search runs').fill('')

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Column', { exact: true }).selectOption('threshold')
  await page.getByLabel('5 (1)', { exact: true }).check()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('status').filter({ hasText: '1 of 2 runs' })).toBeVisible()

  await page.reload()
  await bench.show('Runs')
  await expect(runRow(page, 1)).toBeHidden()
  await page.getByRole('button', { name: 'Threshold: 5' }).click()
  await act(page, 2, 'Run with changes')
  await page.getByRole('dialog').getByLabel('Threshold').fill('1')
  await expect(page.getByRole('dialog')).toContainText('changed, was 5')
  await page.getByRole('button', { name: 'Run with 1 change' }).click()
  await expect(bench.runState).toContainText('run 3')
  expect(await bench.runSummary(3)).toMatchObject({ threshold: 1, metric: 'kl' })
})
