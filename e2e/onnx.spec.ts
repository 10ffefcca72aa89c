import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from './shells'
import { Workbench } from './workbench'

const FIXTURES = path.join(import.meta.dirname, '..', 'fixtures')
/** An export, and beside it the weights that it was made of. */
const EXPORTED = path.join(FIXTURES, 'onnx', 'gpt2-with-past')
const ROUNDING = path.join(FIXTURES, 'onnx-activations-in-bytes')

/** The packed export alone, in a folder of the test. */
function unpacked(source: string, folder: string): string {
  const file = path.join(folder, 'exported', 'model.onnx')
  mkdirSync(path.dirname(file))
  writeFileSync(file, gunzipSync(readFileSync(path.join(source, 'model.onnx.gz'))))
  return file
}

/** Prompts as token ids: the models have no tokenizer. */
const PROMPTS = [
  { clean: [11, 8, 10, 2], corrupt: [5, 8, 10, 2], answers: [0], wrongAnswers: [1] },
  { clean: [7, 9, 11, 7, 2], corrupt: [9, 9, 0, 7, 2], answers: [4], wrongAnswers: [1] },
  { clean: [11, 13, 13, 2], corrupt: [1, 13, 1, 2], answers: [0], wrongAnswers: [4] },
]

test('a dropped .onnx file is certified by its own logits, and its circuit is that of the weights it was made from', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const facts = page.getByRole('complementary', { name: 'Open model' })
  const file = unpacked(EXPORTED, app.folder)
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
  await expect(facts).toContainText(/Weights\s*F32, [\d.]+ kB/)
  const certificate = page.getByRole('region', { name: 'Load certificate' })
  await expect(certificate.getByRole('note', { name: 'Verdict' })).toContainText(/^Model certified/)
  await expect(certificate).toContainText('ONNX Runtime')

  await bench.importPrompts('prompts.json', JSON.stringify({ prompts: PROMPTS }))
  await bench.setMetric('logit difference')
  await bench.setThreshold('0.1')
  await bench.runToTheEnd()
  const found = await bench.keptEdges(1)
  expect(found.length).toBeGreaterThan(3)
  expect(found.length).toBeLessThan(40)

  await bench.openModel(path.join(EXPORTED, 'model.safetensors'))
  await expect(page.getByRole('banner')).toContainText('gpt2')
  await bench.runToTheEnd()
  expect(await bench.keptEdges(2)).toEqual(found)
})

test('an .onnx file whose activations are quantised is refused with the reason, and the open model stays', async ({
  app,
}) => {
  const bench = new Workbench(app)
  await expect(app.page.getByRole('banner')).toContainText('induction')
  await bench.openModel(unpacked(ROUNDING, app.folder))
  const problem = app.page.getByRole('alert').filter({ hasText: 'The model was not opened' })
  await expect(problem).toContainText(/quantis/)
  await expect(app.page.getByRole('banner')).toContainText('induction')
})
