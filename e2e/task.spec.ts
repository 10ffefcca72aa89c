import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './shells'
import { Workbench } from './workbench'

interface FilePrompt {
  clean: string
  corrupt: string
  answers: (string | number)[]
  wrong_answers: (string | number)[]
}

const { prompts } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../samples/induction/prompts.json'), 'utf8'),
) as { prompts: FilePrompt[] }
const exchanged = (prompt: FilePrompt): FilePrompt => ({
  ...prompt,
  answers: prompt.wrong_answers,
  wrong_answers: prompt.answers,
})
const fileText = (rows: FilePrompt[]) => JSON.stringify({ bos: 'tokenizer', prompts: rows })

test('rows that the model has wrong are seen, and are filtered out with undo', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.show('Dataset')
  const bar = app.page.getByRole('region', { name: 'Does the model do the task?' })
  await expect(bar).toContainText('100 % right 12 of 12 rows')

  // The model's own words for a row: the answer first.
  const cell = app.page.getByRole('button', { name: /^What the model says, row 1:/ })
  await expect(cell).toContainText('rank 1')
  await cell.click()
  const tops = app.page.getByRole('group', { name: 'Most probable tokens, row 1' })
  await expect(tops.getByRole('listitem')).toHaveCount(10)
  await expect(tops.getByRole('listitem').first()).toContainText('Smith')

  const mixed = [...prompts.slice(0, 3), exchanged(prompts[3]), prompts[1], prompts[4]]
  await bench.importPrompts('mixed.json', fileText(mixed))
  await expect(bar).toContainText('83 % right 5 of 6 rows')
  await expect(bar).toContainText('worst row 4')
  await bar.getByRole('button', { name: 'Remove 1 duplicate' }).click()
  await expect(bench.promptSummary).toContainText('5 rows ready')
  await expect(app.page.getByText('1 row equal to earlier ones was removed, 5 kept.')).toBeVisible()

  await bar.getByRole('button', { name: /^Keep right rows/ }).click()
  await expect(app.page.getByText('Keeps 4 of 5 rows')).toBeVisible()
  await app.page.getByRole('textbox', { name: 'Right by at least' }).fill('1000')
  await expect(app.page.getByRole('button', { name: 'Keep these rows' })).toBeDisabled()
  await app.page.getByRole('textbox', { name: 'Right by at least' }).fill('0.5')
  await app.page.getByRole('button', { name: 'Keep these rows' }).click()
  await expect(bench.promptSummary).toContainText('4 rows ready')
  await expect(bar).toContainText('100 % right 4 of 4 rows')
  await app.page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(bench.promptSummary).toContainText('5 rows ready')
  await expect(bar).toContainText('80 % right 4 of 5 rows')

  // As it is typed.
  await bench.field('Answer', 4).fill(String(prompts[3].answers[0]))
  await bench.field('Wrong answer', 4).fill(String(prompts[3].wrong_answers[0]))
  await expect(bar).toContainText('100 % right 5 of 5 rows')
})

test('a set that looks wrong says why', async ({ app }) => {
  const bench = new Workbench(app)
  const bar = app.page.getByRole('region', { name: 'Does the model do the task?' })
  await bench.importPrompts('exchanged.json', fileText(prompts.slice(0, 6).map(exchanged)))
  await expect(bar.getByRole('note')).toHaveText(
    '0 % right: the model says the wrong answers; the two sides may be exchanged, or it does not do this task.',
  )
  const ids = [20, 41, 60, 77, 15, 33]
  const foreign = ids.map((id, i) => ({ ...prompts[i], answers: [id], wrong_answers: [id + 27] }))
  await bench.importPrompts('foreign.json', fileText(foreign))
  await expect(bar.getByRole('note')).toContainText("right: the answers' ids may belong to another tokenizer")
  const same = prompts.slice(0, 6).map((prompt) => ({ ...prompt, corrupt: prompt.clean }))
  await bench.importPrompts('same.json', fileText(same))
  await expect(bar.getByRole('note')).toContainText(
    'All 6 rows have the same metric after the corrupt prompt',
  )
})
