import { expect, test } from './shells'
import { Workbench } from './workbench'

test('the road leads from the prompts to a judged circuit, and takes along what was chosen', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const road = page.getByRole('navigation', { name: 'Next step' })
  /** The main button of a view that was entered with something to compute. */
  const offered = (view: string, label: RegExp) =>
    page.getByRole('region', { name: view }).getByRole('button', { name: label })

  await bench.show('Dataset')
  await expect(road).toContainText('the model is right on 12 of 12')
  await road.getByRole('button', { name: 'Screen with these 12 prompts' }).click()
  await offered('Screen', /^Screen these 12 prompts$/).click()
  await expect(bench.runState).toHaveText('finished · run 1')
  const largest = page.getByRole('table', { name: 'Largest effects' }).getByRole('row')
  for (const row of [1, 2]) await largest.nth(row).click()

  await road.getByRole('button', { name: 'Confirm with these 2 sites' }).click()
  await offered('Confirm', /^Confirm these 2 sites$/).click()
  await expect(bench.runState).toHaveText('finished · run 2')
  await expect(page.getByRole('table', { name: 'Confirmed sites' }).getByRole('row')).toHaveCount(3)

  // The selection is framed in the picture, which a screen reader hears as a number of chosen nodes.
  await road.getByRole('button', { name: 'Trace among these 2 sites' }).click()
  await expect(page.getByRole('application', { name: 'Nothing traced yet, 2 nodes chosen' })).toBeVisible()
  // A path is built in the picture: arrow keys move, Enter adds; a second Enter on a head takes its keys.
  await page.getByRole('radiogroup', { name: 'What is traced' }).getByText('Path').click()
  const picture = page.getByRole('application')
  await picture.focus()
  await picture.press('ArrowDown')
  await picture.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Path' })).toHaveValue('logits')
  await expect(page.getByText('Click a second node: a path is a sender and receivers.')).toBeVisible()

  await road.getByRole('button', { name: 'Discover' }).click()
  await bench.runToTheEnd()
  await expect(road).toContainText('5 of 81 edges kept')
  await expect(road.getByRole('button')).toHaveText([
    'Judge with this circuit',
    'Explain',
    'Compare',
    /^Sweep/,
  ])
  await road.getByRole('button', { name: 'Judge with this circuit' }).click()
  await offered('Judge', /^Judge /)
    .last()
    .click()
  await expect(page.getByRole('status', { name: 'Faithfulness' })).toHaveText(/5 edges$/)
  await expect(road.getByRole('button', { name: 'Explain' })).toBeVisible()
})
