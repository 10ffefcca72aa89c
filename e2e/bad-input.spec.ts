import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

const SAMPLE = path.join(import.meta.dirname, '../samples/induction')

/** Each writes a damaged copy of the sample model and returns the path to open; `expected` is the message. */
const DAMAGES: { name: string; damage(folder: string): string; expected(opened: string): string }[] = [
  {
    name: 'a path that does not exist',
    damage: (folder) => path.join(folder, 'nothing'),
    expected: (opened) => `${opened} does not exist; check the path.`,
  },
  {
    name: 'a folder without config.json',
    damage: (folder) => copyTo(folder, ['model.safetensors', 'tokenizer.json']),
    expected: (opened) =>
      `${opened} has weights but no config.json; put the model's config.json beside them.`,
  },
  {
    name: 'a folder without weights',
    damage: (folder) => copyTo(folder, ['config.json']),
    expected: (opened) => `${opened} is not a model folder: it holds no model.safetensors.`,
  },
  {
    name: 'weights cut off in the header',
    damage: (folder) => {
      const model = copyTo(folder, ['config.json', 'tokenizer.json'])
      const whole = readFileSync(path.join(SAMPLE, 'model.safetensors'))
      writeFileSync(path.join(model, 'model.safetensors'), whole.subarray(0, 100))
      return model
    },
    expected: () =>
      'model.safetensors: cut off or not a safetensors file: the header is 1664 bytes long but the file has only 100; download it again.',
  },
  {
    name: 'weights in the pickle format',
    damage: (folder) => {
      const model = copyTo(folder, ['config.json', 'tokenizer.json'])
      writeFileSync(path.join(model, 'pytorch_model.bin'), 'PK\x03\x04')
      return path.join(model, 'pytorch_model.bin')
    },
    expected: (opened) =>
      `${opened}: a pickle file can run code when it is read, so it is never opened; convert it in Python: from transformers import AutoModelForCausalLM as M; M.from_pretrained("${path.dirname(opened)}").save_pretrained("${path.dirname(opened)}").`,
  },
  {
    name: 'an unknown architecture',
    damage: (folder) => {
      const model = copyTo(folder, ['model.safetensors', 'tokenizer.json'])
      writeFileSync(path.join(model, 'config.json'), '{"model_type": "mamba"}')
      return model
    },
    expected: () =>
      'config.json: the architecture mamba is not supported: it is recurrent, in all layers or some: what a token sees of earlier ones is a state, not attention.',
  },
  {
    name: 'a tokenizer.json that is not JSON',
    damage: (folder) => {
      const model = copyTo(folder, ['config.json', 'model.safetensors'])
      writeFileSync(path.join(model, 'tokenizer.json'), '{"version": ')
      return model
    },
    expected: () => 'tokenizer.json is not valid JSON; it may be cut off: download it again.',
  },
]

function copyTo(folder: string, files: string[]): string {
  const model = path.join(folder, 'model')
  mkdirSync(model)
  for (const file of files) cpSync(path.join(SAMPLE, file), path.join(model, file))
  return model
}

test('a model that cannot be opened is reported with the reason; the open one stays', async ({ app }) => {
  const bench = new Workbench(app)
  const problem = app.page.getByRole('alert').filter({ hasText: 'The model was not opened' })
  const facts = app.page.getByRole('complementary', { name: 'Open model' })
  // Only an open model can stay: one requested before the first has loaded replaces it.
  await bench.show('Model')
  await expect(facts).toContainText('sample:induction')
  for (const { name, damage, expected } of DAMAGES) {
    await test.step(name, async () => {
      const opened = damage(mkdtempSync(path.join(app.folder, 'model-')))
      await bench.openModel(opened)
      await expect(problem).toContainText(expected(opened))
      await expect(facts).toContainText('sample:induction')
    })
  }
  await bench.runToTheEnd()
  await bench.show('Discover')
  await bench.seeCircuit(SAMPLE_CIRCUIT)
})

test('a row with a problem says why and blocks the run, but not editing', async ({ app }) => {
  const bench = new Workbench(app)
  const pair = {
    clean: 'Anna Smith met Ben Lake then Anna',
    corrupt: 'Clara Hill met Peter Stone then Peter',
  }
  await bench.typePrompts([{ ...pair, answer: 'Smith', wrongAnswer: 'Stone' }])
  await expect(bench.promptSummary).toContainText('1 row ready')
  const problems = app.page.getByRole('list', { name: 'Problems of row 1' })
  const cases = [
    [
      'Clean prompt',
      'Anna Smith met Ben Lake then',
      'Clean has 7 tokens, corrupt has 8: both must have the same number',
    ],
    [
      'Clean prompt',
      'Anna Smith met Zorro Lake then Anna',
      'The model\'s vocabulary does not have "Zorro"; use other words.',
    ],
    ['Clean prompt', '', 'Clean is empty; type a prompt.'],
    [
      'Answer',
      'Smith Lake',
      'Answer "Smith Lake" read as " Smith Lake" has 2 tokens ("Smith", "Lake"), but must be one',
    ],
    ['Answer', 'Zorro', 'Zorro'],
    ['Wrong answer', 'Smith', 'is both answer and wrong answer; change one of them.'],
  ] as const
  for (const [field, text, sentence] of cases) {
    const input = bench.field(field, 1)
    const before = await input.inputValue()
    await input.fill(text)
    await input.blur()
    await expect(problems).toContainText(sentence)
    await expect(bench.control('Run ACDC')).toHaveAttribute('aria-disabled', 'true')
    await expect(input).toBeEditable()
    await input.fill(before)
    await expect(problems).toBeHidden()
    await expect(bench.promptSummary).toContainText('1 row ready')
  }
  expect(await bench.ask('runs.list', {})).toEqual([])
  await bench.runToTheEnd()
})

test('a threshold that is not a number blocks the run', async ({ app }) => {
  const bench = new Workbench(app)
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled', 'true')
  await bench.setThreshold('')
  await expect(bench.control('Run ACDC')).toHaveAttribute('aria-disabled', 'true')
  await bench.control('Run ACDC').click({ force: true })
  await expect(app.page.getByLabel('Threshold', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await bench.setThreshold('0.02')
  await bench.runToTheEnd()
  await expect(bench.runState).toHaveText('finished · run 1') // the blocked click started nothing
})

test('prompts in a wrong shape are refused with the reason, and nothing is added', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.importPrompts('wrong.json', '{"prompts": [{"clean": 5}]}')
  await expect(app.page.getByRole('alert').filter({ hasText: '“wrong.json” was not imported' })).toHaveText(
    '“wrong.json” was not imported. Row 1: "corrupt" is missing.',
  )
  await expect(bench.promptSummary).toHaveText('No prompts yet')
})

test('a model that is gone at the next start is reported, and the prompts typed for it stay', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const model = copyTo(app.folder, ['config.json', 'model.safetensors', 'tokenizer.json'])
  await bench.openModel(model)
  // Until it is read, the sample's tokenizer checks what is typed.
  await expect(app.page.getByRole('complementary', { name: 'Open model' })).toContainText(model)
  await bench.typePrompts([
    { clean: 'Anna Smith then Anna', corrupt: 'Clara Hill then Clara', answer: 'Smith', wrongAnswer: 'Hill' },
  ])
  await expect(bench.promptSummary).toContainText('1 row ready')
  renameSync(model, `${model}-moved`)
  // In the browser, a new server at another port would be another origin with an empty storage.
  await (app.shell === 'electron' ? app.restart() : app.page.reload())
  await bench.show('Discover')
  const card = app.page.getByRole('status').filter({ hasText: 'The model could not be opened' })
  await expect(card).toContainText(`${model} does not exist; check the path.`)
  await bench.show('Dataset')
  await expect(bench.field('Clean prompt', 1)).toHaveValue('Anna Smith then Anna')
})
