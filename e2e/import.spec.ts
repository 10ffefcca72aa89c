import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './shells'
import { Workbench } from './workbench'

const PAIR = ['Anna Smith met Ben Lake then Anna', 'Anna Smith met Ben Lake then Ben']

test('a table under other names is imported by naming its columns, once', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.show('Dataset')
  const table = ['prompt A;prompt B;says;never', [...PAIR, 'Smith', 'Lake'].join(';')].join('\n')
  const choose = () =>
    app.page
      .getByLabel('Prompt file')
      .setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  await choose()
  const dialog = app.page.getByRole('dialog', { name: 'Import mine.csv' })
  await expect(dialog).toContainText('CSV with ;, 1 row. Which column is what?')
  const column = (name: string) => dialog.getByLabel(`Column ${name} is`)
  // Which are the prompts is suggested by their length.
  await expect(column('prompt B')).toHaveValue('corrupt')
  await column('prompt B').selectOption('not used')
  await expect(dialog.getByRole('button', { name: 'Import 1 row' })).toBeDisabled()
  await expect(dialog).toContainText('Choose a column for the corrupt prompt.')
  await column('prompt B').selectOption('Corrupt prompt')
  await column('says').selectOption('Answer')
  await column('never').selectOption('Wrong answer')
  await expect(dialog.getByRole('group', { name: 'Answers of preview row 1', exact: true })).toHaveText(
    'Smith',
  )
  await dialog.getByRole('button', { name: 'Import 1 row' }).click()
  await expect(dialog).toBeHidden()
  await expect(bench.promptSummary).toContainText('1 row ready')
  await expect(bench.field('Answer', 1)).toHaveValue('Smith')

  // The same columns again: everything is chosen already.
  await choose()
  await expect(dialog).toContainText('Chosen as the last time')
  await expect(column('never')).toHaveValue('wrongAnswers')
  await dialog.getByRole('button', { name: 'Import 1 row' }).click()
  await expect(bench.promptSummary).toContainText('1 row ready')
  await bench.runToTheEnd()
  const [{ id }] = await bench.ask('runs.list', {})
  const { config } = await bench.ask('runs.get', { id })
  expect(config!.prompts.source).toEqual({
    kind: 'file',
    fileName: 'mine.csv',
    layout: 'Columns that were named, CSV with ;',
  })
})

test('a column that does not hold what was chosen says where, and nothing typed is lost', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.typePrompts([{ clean: PAIR[0], corrupt: PAIR[1], answer: 'Smith', wrongAnswer: 'Lake' }])
  const file = { name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('text,other,says\na b,c d,e\n') }
  await app.page.getByLabel('Prompt file').setInputFiles(file)
  const dialog = app.page.getByRole('dialog', { name: 'Import bad.csv' })
  await dialog.getByLabel('Column text is').selectOption('Clean prompt')
  await dialog.getByLabel('Column other is').selectOption('Corrupt prompt')
  await dialog.getByLabel('Column says is').selectOption('Answer')
  await dialog.getByLabel('Column says holds').selectOption('token ids')
  await expect(dialog.getByRole('alert')).toHaveText(
    'Row 1: "says" must be a token id or a list of them, not "e".',
  )
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(bench.field('Clean prompt', 1)).toHaveValue(PAIR[0])
})

test('files of other kinds are refused by what they are', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.show('Dataset')
  const choose = (name: string, content: string) =>
    app.page
      .getByLabel('Prompt file')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content, 'latin1') })
  await choose('a.pkl', '\x80\x05\x95\x00')
  await expect(app.page.getByRole('alert').filter({ hasText: 'a.pkl' })).toContainText(
    '“a.pkl” was not imported. This is a Python pickle',
  )
  await choose('a.json', '[{"clean": "a", "corrupt": "b", "answer": NaN}]')
  await expect(app.page.getByRole('alert').filter({ hasText: 'a.json' })).toContainText(
    'Line 1, column 43: JSON has no NaN',
  )
})

const CASES = path.join(import.meta.dirname, '../../shared/cases/prompts')

test('a known layout offers its corrupt prompts and proposes BOS', async ({ app }) => {
  test.skip(!existsSync(CASES), '../shared/cases/prompts is not beside the project')
  const bench = new Workbench(app)
  await bench.show('Dataset')
  const name = 'faithfulness-ioi.csv'
  const buffer = readFileSync(path.join(CASES, name))
  await app.page.getByLabel('Prompt file').setInputFiles({ name, mimeType: 'text/csv', buffer })
  const dialog = app.page.getByRole('dialog', { name: `Import ${name}` })
  await expect(dialog).toContainText('Recognised as Faithfulness IOI, CSV: 4 rows.')
  await expect(dialog.getByLabel('BOS in front of each prompt')).toHaveValue('yes')
  await dialog.getByLabel('Corrupt prompts from the column').selectOption('corrupted_hard')
  await expect(dialog).toContainText('The corrupt prompts are those of "corrupted_hard".')
  await dialog.getByRole('button', { name: 'Import 4 rows' }).click()
  await expect(bench.field('Corrupt prompt', 1)).toHaveValue(
    'When Amy and Laura got a snack at the house, Amy decided to give it to',
  )
  await expect(app.page.getByLabel('BOS token')).toHaveValue('yes')
})
