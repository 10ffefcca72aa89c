import { expect, test } from './shells'
import { Workbench } from './workbench'

test('makes prompts of a task from form to run', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.show('Dataset')
  await app.page.getByRole('button', { name: 'New', exact: true }).click()
  await app.page.getByRole('button', { name: 'make prompts of a task' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Make prompts' })

  // The first task's words are not in the vocabulary of this model, and it says so.
  await expect(dialog.getByRole('alert')).toContainText(
    "The model's vocabulary has the words of none of the templates",
  )
  await expect(dialog.getByRole('button', { name: 'Make 100 rows' })).toBeDisabled()

  await dialog
    .getByRole('navigation', { name: 'Tasks' })
    .getByRole('button', { name: 'A template of your own' })
    .click()
  await dialog.getByLabel('Templates', { exact: true }).fill("{first1} {last1} met Ben then {first1'}")
  await dialog.getByLabel('Words of country/capital').fill('')
  await dialog.getByLabel('Name of a new word list').fill('first')
  await dialog.getByRole('button', { name: 'Add list' }).click()
  await dialog.getByLabel('Words of first', { exact: true }).fill('Anna, Clara, Peter, Jack, Wilhelmina')
  await dialog.getByLabel('Name of a new word list').fill('last')
  await dialog.getByRole('button', { name: 'Add list' }).click()
  await dialog.getByLabel('Words of last', { exact: true }).fill('Smith, Hill, Stone, Wood')
  await dialog.getByLabel('Changes in the corrupt prompt').fill("{first1'}={first2}")
  await dialog.getByLabel('Answer', { exact: true }).fill('{last1}')
  await dialog.getByLabel('Wrong answer', { exact: true }).fill('{last2}')

  const strip = dialog.getByRole('group', { name: 'Tokens of preview row 1', exact: true })
  await expect(strip).toContainText('met')
  await expect(strip).toContainText("first1'")
  await expect(dialog.getByText('1 of 5 left out (not one token): Wilhelmina')).toBeVisible()
  await expect(dialog.getByRole('alert')).toHaveCount(0)

  await dialog.getByLabel('Rows', { exact: true }).fill('12')
  await dialog.getByRole('button', { name: 'Make 12 rows' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(bench.promptSummary).toContainText('12 rows ready')
  await expect(app.page.getByRole('note').filter({ hasText: 'Wilhelmina' })).toContainText(
    'Words of the list first: 1 of 5 left out, not one token each under this tokenizer: Wilhelmina.',
  )

  await bench.runToTheEnd()
  const [{ id }] = await bench.ask('runs.list', {})
  const { config } = await bench.ask('runs.get', { id })
  const { source, rows } = config!.prompts
  expect(source).toMatchObject({ kind: 'made', task: 'template', seed: 0 })
  expect(rows).toHaveLength(12)
  expect(rows[0].spans!.map(({ name }) => name)).toEqual(['first1', 'last1', "first1'", 'end'])

  // What was chosen is in the form again; the same seed gives the same rows.
  await bench.show('Dataset')
  await app.page.getByRole('button', { name: 'Make', exact: true }).click()
  await expect(dialog.getByLabel('Words of last', { exact: true })).toHaveValue('Smith, Hill, Stone, Wood')
  await expect(strip).toContainText('met')
  await dialog.getByRole('button', { name: 'Make 12 rows' }).click()
  await expect(dialog).toHaveCount(0)
  const again = await bench.field('Clean prompt', 12).inputValue()
  expect(again).toBe(rows[11].clean)
})
