import { expect, test } from './shells'
import { sharedPath, Workbench } from './workbench'

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

test('a large graph that is pruned has every kept edge when the run is paused, stepped and at its end', async ({
  app,
}) => {
  const model = sharedPath('models/stories260K')
  test.skip(model === null, 'NOT RUN: needs ../shared/models/stories260K beside the project')
  const bench = new Workbench(app)
  await bench.openModel(model!)
  await expect(bench.page.getByRole('banner')).toContainText('stories260K')
  const rows = [' was sad.', ' saw a big dog.', ' went to the park.'].map((end) => ({
    ...{ clean: `Lily${end}`, corrupt: `Tim${end}` },
    ...{ answers: ['She'], wrong_answers: ['He'] },
  }))
  // Some seconds of work: it is paused at once, and brought to where it has kept edges step by step.
  const many = Array.from({ length: 130 }, () => rows).flat()
  await bench.importPrompts('many.json', JSON.stringify({ prompts: many }))
  await expect(bench.promptSummary).toContainText('390 rows ready')
  await bench.setThreshold('0.02')
  await bench.control('Run ACDC').click()
  await expect.poll(async () => (await bench.ask('runs.list', {})).length).toBe(1)
  const { id } = await bench.runSummary(1)
  let paused = await bench.ask('runs.control', { id, action: 'pause' })
  while (paused.edgesKept < 3) paused = await bench.ask('runs.control', { id, action: 'step' })
  await expect(bench.runState).toHaveText('paused · run 1')
  await seeAllKept()
  const { edgesDecided } = paused
  expect(edgesDecided).toBeLessThan(2461)

  await bench.control('Step').click()
  await expect.poll(async () => (await bench.runSummary(1)).edgesDecided).toBe(edgesDecided + 1)
  await seeAllKept()
  await bench.control('Resume').click()
  await expect(bench.runState).toHaveText('finished · run 1', { timeout: 120_000 })
  await seeAllKept()

  async function seeAllKept(): Promise<void> {
    const kept = await bench.keptEdges(1)
    await expect.poll(() => bench.drawnKeptEdges()).toEqual(kept)
    await expect(bench.circuit).toHaveAccessibleName(`Circuit graph, ${kept.length} kept edges`)
  }
})
