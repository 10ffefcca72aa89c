import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './shells'
import { sharedPath, Workbench } from './workbench'

/** The weights that were exported, in a folder of the project. */
const EXPORTED = path.join(import.meta.dirname, '../fixtures/architectures/gpt2')
const ONNX = sharedPath('cases/onnx/gpt2-script')
const QUANTISED = sharedPath('cases/onnx/gpt2-int8')

/** Prompts as token ids: the models have no tokenizer. */
function idPrompts(): string {
  const { clean, corrupt, answer, wrong } = JSON.parse(
    readFileSync(path.join(EXPORTED, 'data.json'), 'utf8'),
  ) as { clean: number[][]; corrupt: number[][]; answer: number[]; wrong: number[] }
  const prompts = clean.map((ids, row) => ({
    ...{ clean: ids, corrupt: corrupt[row], answers: [answer[row]], wrongAnswers: [wrong[row]] },
  }))
  return JSON.stringify({ prompts })
}

test('a dropped .onnx file is certified by its own logits, and its circuit is that of the weights it was made from', async ({
  app,
}) => {
  test.skip(ONNX === null, 'NOT RUN: needs ../shared/cases/onnx/gpt2-script beside the project')
  const bench = new Workbench(app)
  const { page } = app
  const facts = page.getByRole('complementary', { name: 'Open model' })
  const file = path.join(app.folder, 'exported', 'model.onnx')
  cpSync(ONNX!, path.dirname(file), { recursive: true })
  await bench.show('Model')
  await expect(facts).toContainText('sample:induction')
  const dropped = await page.evaluateHandle((url) => {
    const data = new DataTransfer()
    data.setData('text/uri-list', url)
    return data
  }, `file://${file}`)
  const view = page.getByRole('region', { name: 'Model', exact: true })
  await view.dispatchEvent('dragover', { dataTransfer: dropped })
  await expect(page.getByText('Drop a model’s folder or file to open it')).toBeVisible()
  await view.dispatchEvent('drop', { dataTransfer: dropped })
  await expect(facts).toContainText(file)
  await expect(facts).toContainText(/Weights\s*F32, \d+ kB/)
  const certificate = page.getByRole('region', { name: 'Load certificate' })
  await expect(certificate.getByRole('note', { name: 'Verdict' })).toContainText(/^Model certified/)
  await expect(certificate).toContainText('ONNX Runtime')

  await bench.importPrompts('prompts.json', idPrompts())
  await bench.setMetric('logit difference')
  await bench.setThreshold('0.3')
  await bench.runToTheEnd()
  const found = await bench.keptEdges(1)
  expect(found.length).toBeGreaterThan(3)
  expect(found.length).toBeLessThan(60)

  await bench.openModel(EXPORTED)
  await expect(page.getByRole('banner')).toContainText('gpt2')
  await bench.runToTheEnd()
  expect(await bench.keptEdges(2)).toEqual(found)
})

test('an .onnx file whose activations are quantised is refused with the reason, and the open model stays', async ({
  app,
}) => {
  test.skip(QUANTISED === null, 'NOT RUN: needs ../shared/cases/onnx/gpt2-int8 beside the project')
  const bench = new Workbench(app)
  await expect(app.page.getByRole('banner')).toContainText('induction')
  await bench.openModel(QUANTISED!)
  const problem = app.page.getByRole('alert').filter({ hasText: 'The model was not opened' })
  await expect(problem).toContainText(/quantis/)
  await expect(app.page.getByRole('banner')).toContainText('induction')
})
