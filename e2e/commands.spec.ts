import { expect, test } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

test('the palette runs, leads on and finds nodes; keys are listed; a pane fills the view', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const palette = page.getByRole('dialog', { name: 'Find a command, run, node, model or prompt set' })
  const choose = async (typed: string, name: RegExp) => {
    await page.keyboard.press('ControlOrMeta+k')
    await palette
      .getByRole('textbox')
      .or(palette.getByRole('searchbox'))
      .or(palette.getByRole('combobox'))
      .fill(typed)
    await expect(palette.getByRole('button', { name }).first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(palette).toHaveCount(0)
  }
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('judge this')
  const judge = palette.getByRole('button', { name: /^Judge this circuit/ })
  await expect(judge).toContainText('Find one: it is then judged, explained and compared.')
  await expect(judge).toBeDisabled()
  await page.keyboard.press('Escape')
  await expect(palette).toHaveCount(0)

  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(bench.runState).toHaveText('finished · run 1')
  await bench.seeCircuit(SAMPLE_CIRCUIT)
  await choose('1.2', /^1\.2/)
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('1.2')

  await page.getByRole('button', { name: 'Maximise the canvas' }).click()
  await expect(page.getByRole('button', { name: 'Restore the canvas' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Maximise the canvas' })).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('1.2')

  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await expect(keys).toContainText('Find a command, run, node…')
  await page.keyboard.press('Escape')
  await expect(keys).toHaveCount(0)
  await choose('judge this', /^Judge this circuit/)
  await expect(page.getByRole('button', { name: 'Judge', exact: true }).first()).toHaveAttribute(
    'aria-current',
    'page',
  )
})

test('two windows show two runs, each also after a reload', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  await page.getByLabel('Threshold', { exact: true }).fill('5')
  await bench.control('Run ACDC').click()
  await expect(bench.runState).toHaveText('finished · run 2')
  const first = (await bench.runSummary(1)).id

  const opened = app.electron ? app.electron.waitForEvent('window') : page.context().waitForEvent('page')
  await page.evaluate((id) => window.patchbay!.openWindow(id), first)
  const other = await opened
  const state = other.getByRole('status', { name: 'Run state' })
  await expect(state).toHaveText('finished · run 1')
  await other.reload()
  await expect(state).toHaveText('finished · run 1')
  await page.reload()
  await expect(bench.runState).toHaveText('finished · run 2')
  await other.close()
})
