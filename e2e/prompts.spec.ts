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
