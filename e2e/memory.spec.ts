import { expect, test } from './shells'
import { Workbench } from './workbench'

test('a run that does not fit in memory is refused before it starts, with what would fit', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const needed = () => page.getByRole('note', { name: /^Memory: About .* needed/ })
  const refusal = page.getByRole('note', { name: 'Memory', exact: true })
  await bench.importManyPrompts()
  await bench.show('Discover')
  await expect(needed()).toBeVisible()
  await expect(refusal).toHaveCount(0)

  await bench.show('Settings')
  const memory = page.getByLabel('Memory of a run', { exact: true })
  await expect(memory).toHaveAccessibleDescription(/^Default: .* may be used \(70 % of what is free\)\./)
  await memory.selectOption('500 MB')
  await bench.show('Discover')
  await expect(refusal).toContainText(
    /^ACDC of 3,840 prompts of 15 tokens needs about [\d.]+ [MG]B; 500 MB may be used \(as was set\): up to [\d,]+ prompts fit, or /,
  )
  await bench.control('Run ACDC').click()
  await expect(page.getByRole('alert').filter({ hasText: 'The run could not be started' })).toContainText(
    /up to [\d,]+ prompts fit/,
  )
  expect(await bench.ask('runs.list', {})).toEqual([])

  await refusal.getByRole('button', { name: 'Memory setting' }).click()
  await memory.selectOption({ index: 0 })
  await expect.poll(async () => (await bench.ask('settings.get', {})).settings.memoryBytes).toBe(null)
  await bench.show('Discover')
  await expect(needed()).toBeVisible()
  await expect(refusal).toHaveCount(0)
})

test('every stage shows what its run needs', async ({ app }) => {
  const bench = new Workbench(app)
  for (const stage of ['Screen', 'Trace'] as const) {
    await bench.show(stage)
    const toolbar = app.page.getByRole('region', { name: stage, exact: true }).getByRole('toolbar')
    await expect(toolbar.getByRole('note', { name: /^Memory: About .* needed/ })).toBeVisible()
  }
})
