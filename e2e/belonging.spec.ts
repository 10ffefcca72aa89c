import { cpSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './shells'
import { Workbench } from './workbench'

const SAMPLE = path.join(import.meta.dirname, '../samples/induction')
const OTHER = path.join(import.meta.dirname, '../fixtures/gpt2-tiny')

const onScreen = (page: Page) => page.getByRole('group', { name: 'On screen' })
const banner = (page: Page) => page.getByRole('note', { name: 'Differences from the form' })

async function openRun(page: Page, number: number): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Runs' }).click()
  await page.getByRole('button', { name: new RegExp(`^Open run ${number},`) }).click()
}

test('opening another model clears the circuit; opening its run brings back circuit and model', async ({
  app,
}) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  await expect(onScreen(app.page)).toContainText(/Run 1.*ACDC.*induction.*12 prompts/)
  await expect(banner(app.page)).toBeHidden()
  await bench.circuit.press('ArrowDown')

  await bench.openModel(OTHER)
  await expect(app.page.getByRole('banner')).toContainText('gpt2-tiny')
  await bench.show('Discover')
  await expect(bench.circuit).toHaveAccessibleName('Circuit graph, no run yet')
  await expect(onScreen(app.page)).toHaveText('No run yetmodelgpt2-tiny')
  await expect(app.page.getByRole('complementary', { name: 'Inspector' })).toContainText('gpt2-tiny')

  await openRun(app.page, 1)
  await expect(onScreen(app.page)).toContainText(/Run 1.*induction/)
  await expect(app.page.getByRole('banner')).toContainText('induction')
  await expect(banner(app.page)).toBeHidden()
})

test('a circuit of another graph is labelled as such, whatever model is open', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const circuit = {
    cfg: { n_layers: 3, n_heads: 2, parallel_attn_mlp: false, d_model: 8 },
    nodes: { input: { in_graph: true }, 'a0.h1': { in_graph: true }, logits: { in_graph: true } },
    edges: { 'input->a0.h1<v>': { in_graph: true }, 'a0.h1->logits': { in_graph: true } },
  }
  const buffer = Buffer.from(JSON.stringify(circuit))
  await bench.show('Runs')
  await page
    .getByLabel('Circuit file')
    .setInputFiles({ name: 'theirs.json', mimeType: 'application/json', buffer })
  await expect(onScreen(page)).toContainText(
    /Run 2 · theirs.*3 layers, 2 heads, as its file says.*no prompts/,
  )
  await expect(banner(page)).toContainText(/3 layers of 2 heads.*open now.*2 layers of 4 heads/)
  await banner(page).getByRole('button', { name: 'Open a model' }).click()
  await expect(page.getByLabel('Path or name of a model')).toBeVisible()
})

test('prompts edited since a run are reported; the run’s can be restored and nothing typed is lost', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await bench.show('Dataset')
  const clean = bench.field('Clean prompt', 1)
  const before = await clean.inputValue()
  const typed = (await bench.field('Corrupt prompt', 1).inputValue()) || before
  await clean.fill(typed)
  await bench.show('Discover')
  await expect(banner(page)).toContainText('edited since, in 1 row')

  // Opening it again keeps the unsaved prompts in the form.
  await openRun(page, 1)
  await expect(banner(page)).toContainText('edited since, in 1 row')
  await banner(page).getByRole('button', { name: 'Use these prompts' }).click()
  await expect(banner(page)).toBeHidden()
  await bench.show('Dataset')
  await expect(clean).toHaveValue(before)
  await page.getByRole('button', { name: 'Prompt sets' }).click()
  await page.getByRole('list', { name: 'Replaced prompts' }).getByRole('button').click()
  await expect(clean).toHaveValue(typed)
})

test('settings changed since a run are listed one by one, and can be reverted or run again', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await bench.setThreshold('5')
  await bench.setMetric('logit difference')
  await expect(banner(page).getByRole('listitem')).toHaveText([
    'metric KL · in the form logit difference',
    'threshold 0.02 · in the form 5',
  ])
  await banner(page).getByRole('button', { name: 'Use these settings' }).click()
  await expect(banner(page)).toBeHidden()
  await expect(page.getByLabel('Threshold', { exact: true })).toHaveValue('0.02')
  await bench.setThreshold('5')
  await banner(page).getByRole('button', { name: 'Run again with the form’s settings' }).click()
  await expect(bench.runState).toHaveText('finished · run 2')
  await expect(onScreen(page)).toContainText('Run 2')
  await expect(banner(page)).toBeHidden()
})

test('of runs opened in quick succession the last one stays, with its name', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await bench.show('Screen')
  await bench.runStage('Screen')
  await bench.show('Runs')
  const open = (number: number) => page.getByRole('button', { name: new RegExp(`^Open run ${number},`) })
  await expect(open(2)).toBeVisible()
  await page.evaluate(() => {
    const named = (start: string) =>
      [...document.querySelectorAll('button')].find((button) =>
        button.getAttribute('aria-label')?.startsWith(start),
      )
    const [two, one] = [named('Open run 2,'), named('Open run 1,')]
    for (const button of [two, one, two, one]) button!.click()
  })
  await expect(onScreen(page)).toContainText(/Run 1.*ACDC/)
  await expect(bench.circuit).toHaveAccessibleName('Circuit graph, 5 kept edges')
})

test('a run of a model that is gone is shown under its own name, with the reason', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  const folder = path.join(app.folder, 'soon-gone')
  cpSync(SAMPLE, folder, { recursive: true })
  // Its prompts are the sample's, which is opened at the first start.
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled')
  await bench.openModel(folder)
  await expect(page.getByRole('banner')).toContainText('soon-gone')
  await bench.runToTheEnd()
  await bench.openModel(OTHER)
  await expect(page.getByRole('banner')).toContainText('gpt2-tiny')
  rmSync(folder, { recursive: true })
  await openRun(page, 1)
  await expect(onScreen(page)).toContainText(/Run 1.*soon-gone/)
  await expect(banner(page)).toContainText(/soon-gone.*open now gpt2-tiny/)
  await expect(banner(page).getByRole('alert')).toContainText('soon-gone')
  await expect(page.getByRole('banner')).toContainText('gpt2-tiny')
})

test('a run deleted by another window leaves the view that shows it', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  await expect(onScreen(app.page)).toContainText('Run 1')
  // Not through this window's controls, but as another window on the same store would.
  const { id } = await bench.runSummary(1)
  await bench.ask('runs.delete', { id })
  await expect(onScreen(app.page)).toContainText('No run yet')
  await expect(bench.circuit).toHaveAccessibleName('Circuit graph, no run yet')
})

test('the order by |EAP| of a KL run uses estimates of another metric, which is kept', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await page.getByLabel('Order of the tests').selectOption('eap')
  await expect(page.getByLabel('Metric of the order')).toHaveValue('logit_diff')
  await page.getByLabel('Metric of the order').selectOption('prob_diff')
  await bench.runToTheEnd()
  await page.getByLabel('Metric of the order').selectOption('nll')
  await expect(banner(page).getByRole('listitem')).toHaveText([
    'metric of the order probability difference · in the form NLL',
  ])
  await openRun(page, 1)
  await expect(banner(page)).toBeHidden()
  await expect(page.getByLabel('Metric of the order')).toHaveValue('prob_diff')
})
