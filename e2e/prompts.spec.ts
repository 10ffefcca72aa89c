import { expect, test } from './shells'
import { Workbench } from './workbench'

test('the notes on an imported set stay in the form and in the record of its run', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.show('Dataset')
  await app.page.getByRole('button', { name: 'New', exact: true }).click()
  // The example in the empty row is in the open model's vocabulary.
  await expect(bench.field('Clean prompt', 1)).toHaveAttribute(
    'placeholder',
    'Anna Smith met Ben Lake then Anna',
  )

  const table = [
    'clean,corrupted,answer,bos,r\u00e9f\u00e9rence',
    'Anna Smith met Ben Lake then Anna,Anna Smith met Ben Lake then Ben,Smith,none,x',
  ]
  const buffer = Buffer.from(table.join('\n'), 'latin1')
  await app.page.getByLabel('Prompt file').setInputFiles({ name: 'latin.csv', mimeType: 'text/csv', buffer })
  const notes = [
    'latin.csv is not UTF-8 and was read as Latin-1 (Windows-1252): see whether its letters are right.',
    'Ignored: r\u00e9f\u00e9rence.',
  ]
  await expect(app.page.getByRole('note').filter({ hasText: 'latin.csv' })).toHaveText(notes.join(' '))
  await expect(app.page.getByLabel('BOS token')).toHaveValue('no')

  // kl needs no answers, logit_diff needs wrong answers too.
  await expect(bench.promptSummary).toContainText('1 row ready')
  await bench.setMetric('logit difference')
  await expect(app.page.getByRole('list', { name: 'Problems of row 1' })).toHaveText(
    'Wrong answer is empty; type one token.',
  )
  await expect(bench.control('Run ACDC')).toHaveAttribute('aria-disabled', 'true')
  await bench.setMetric('KL')
  await bench.runToTheEnd()
  const [{ id }] = await bench.ask('runs.list', {})
  const { provenance, config } = await bench.ask('runs.get', { id })
  expect(provenance!.promptNotes).toEqual([
    ...notes,
    'Row 1: no wrong answer, so that logit_diff, prob_diff cannot be measured.',
  ])
  expect(config!.prompts.bos).toBe('no')
})

test('rows that block a run are gone to, and removed with undo', async ({ app }) => {
  const bench = new Workbench(app)
  const good = {
    clean: 'Anna Smith met Ben Lake then Anna',
    corrupt: 'Clara Hill met Peter Stone then Peter',
  }
  const sides = { answers: ['Smith'], wrong_answers: ['Stone'] }
  const rows = [
    { ...good, ...sides },
    {
      ...good,
      ...sides,
      clean: 'Anna Zorro met Ben Zorro then Anna',
      corrupt: 'Anna Zorro met Ben Zorro then Ben',
    },
    { ...good, ...sides, corrupt: 'Clara Hill met Peter' },
  ]
  await bench.importPrompts('mixed.json', JSON.stringify({ prompts: rows }))
  await expect(bench.promptSummary).toContainText('1 of 3 rows ready · 2 rows with problems')
  // Both prompts lack the word: it is said once.
  await expect(app.page.getByRole('list', { name: 'Problems of row 2' }).getByRole('listitem')).toHaveCount(1)
  await app.page.getByRole('button', { name: 'Go to row 2' }).click()
  await expect(bench.field('Clean prompt', 2)).toBeFocused()
  await app.page.getByRole('button', { name: 'Remove all 2' }).click()
  await expect(bench.promptSummary).toContainText('1 row ready')
  await app.page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(bench.promptSummary).toContainText('1 of 3 rows ready')
})

test('a sample’s prompts say whose they are, and open its model', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.show('Dataset')
  await page.getByRole('button', { name: 'Prompt sets' }).click()
  const trained = page.getByRole('list', { name: 'Prompt sets: Sample: Trained English (3 layers)' })
  await expect(trained.getByRole('listitem')).toHaveCount(3)
  await trained.getByRole('button', { name: /^IOI/ }).click()
  const note = page.getByRole('note').filter({ hasText: 'were written for the sample' })
  await expect(note).toContainText('“Trained English (3 layers)”')
  await note.getByRole('button', { name: 'Open that model' }).click()
  await expect(bench.promptSummary).toContainText('32 rows ready')
  await expect(note).toHaveCount(0)
})
