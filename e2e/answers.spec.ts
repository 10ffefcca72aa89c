import { cpSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './shells'
import { Workbench } from './workbench'

const FIXTURE = path.join(import.meta.dirname, '../fixtures/attn-only-2l')
const PIECES = '<s> Lily Tim She He ĠShe ĠHe Ġwas Ġsad . T i m L Ġ Ti To o Tom w a s l y'.split(' ')
const BYTE_LEVEL = {
  added_tokens: [{ id: 0, content: '<s>', special: true }],
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
  decoder: { type: 'ByteLevel' },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(PIECES.map((piece, id) => [piece, id])),
    merges: ['T i', 'T o'],
    ignore_merges: true,
  },
}

/** Opens a model whose pieces begin with a space or not, and whose tokenizer puts no BOS in front. */
async function openModelOfBytes(bench: Workbench): Promise<void> {
  const folder = test.info().outputPath('bytes')
  for (const file of ['config.json', 'model.safetensors'])
    cpSync(path.join(FIXTURE, file), path.join(folder, file), { recursive: true })
  writeFileSync(path.join(folder, 'tokenizer.json'), JSON.stringify(BYTE_LEVEL))
  writeFileSync(path.join(folder, 'tokenizer_config.json'), JSON.stringify({ bos_token: '<s>' }))
  await bench.openModel(folder)
  await bench.show('Dataset')
  const bos = bench.page.getByLabel('BOS token')
  await expect(bos.locator('option', { hasText: 'tokenizer: adds none' })).toBeAttached()
}

test('answers are read as the token that continues, which is shown and can be chosen for the set', async ({
  app,
}) => {
  const bench = new Workbench(app)
  await openModelOfBytes(bench)
  const pair = { clean: 'Lily was sad.', corrupt: 'Tim was sad.', answer: 'She', wrongAnswer: 'He' }
  await bench.typePrompts([pair, { ...pair, wrongAnswer: 'Tom' }])
  const tokens = (row: number) => app.page.getByLabel(`Answer tokens, row ${row}`, { exact: true })
  const tally = app.page.getByLabel('How answers are read')
  await expect(tokens(1)).toContainText('␣Shespace added')
  await expect(tally).toContainText('space added in 1 row')
  await expect(tally).toContainText('both are one token in 1 row')

  // Only without the space both of the second row are one token.
  await expect(tokens(2)).toHaveText('She')
  await app.page.getByLabel('Reading of answers').selectOption('typed')
  await expect(tokens(1)).toHaveText('She')
  await app.page.getByLabel('Reading of answers').selectOption('spaced')
  await expect(tokens(1)).toContainText('␣She')
  await expect(app.page.getByLabel('Problems of row 2')).toContainText('Wrong answer "Tom" read as " Tom"')
})

test('an answer of more tokens has its first one as a button, prompts with a space at their end lose it', async ({
  app,
}) => {
  const bench = new Workbench(app)
  await openModelOfBytes(bench)
  const pair = { clean: 'Lily.', corrupt: 'Tim.', answer: 'TimTom', wrongAnswer: 'He' }
  await bench.typePrompts([pair, { ...pair, clean: 'Lily was ', corrupt: 'Tim was ', answer: 'She' }])
  await app.page.getByRole('button', { name: 'Take Ti', exact: true }).click()
  await expect(bench.promptSummary).toContainText('1 of 2 rows ready')
  await app.page.getByRole('button', { name: 'Take the space off the prompts' }).click()
  await expect(bench.field('Clean prompt', 2)).toHaveValue('Lily was')
  await expect(bench.promptSummary).toContainText('2 rows ready')
})

test('ids of another tokenizer and the BOS that a layout is made for are said', async ({ app }) => {
  const bench = new Workbench(app)
  await openModelOfBytes(bench)
  const rows = ['Lily was sad.,Tim was sad.,20,19', 'Lily was sad.,Tim was sad.,17,22']
  const buffer = Buffer.from(['clean,corrupted,correct_idx,incorrect_idx', ...rows].join('\n'))
  await app.page.getByLabel('Prompt file').setInputFiles({ name: 'ioi.csv', mimeType: 'text/csv', buffer })
  await expect(app.page.getByRole('note').filter({ hasText: 'another tokenizer' }).first()).toContainText(
    'answers given as token ids would hardly follow their prompts',
  )
  await app.page.getByLabel('BOS token').selectOption('yes')
  await expect(app.page.getByLabel('Tokens, row 1', { exact: true })).toContainText('BOS')
})
