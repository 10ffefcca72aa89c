import { expect, test } from './shells'
import { SAMPLE_CIRCUIT, sharedPath, Workbench } from './workbench'

test('a new user finds the circuit of the sample with one click', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  await expect(bench.counts).toHaveText('5 kept · 76 removed of 81')
  await expect(bench.circuit).toHaveAccessibleName('Circuit graph, 5 kept edges')
  await bench.seeCircuit(SAMPLE_CIRCUIT)
})

test('the trained sample opens with each of its prompt sets', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.show('Model')
  await app.page.getByRole('button', { name: 'Open sample Trained English (3 layers)' }).click()
  await expect(app.page.getByRole('banner')).toContainText('trained')
  const sets = app.page.getByRole('group', { name: 'Prompts of Trained English (3 layers)' })
  await expect(sets.getByRole('button', { pressed: true })).toContainText('who was given it')
  await sets.getByRole('button', { name: 'he or she' }).click()
  await expect(sets.getByRole('button', { pressed: true })).toContainText('he or she')
  await bench.runToTheEnd()
  await expect(bench.counts).toContainText('of 262')
  await expect.poll(() => bench.listedCircuit()).toContain('MLP 0 ← 0.1')
})

const PRONOUN_PROMPTS = [
  ' was sad.',
  ' was very happy.',
  ' went to the park.',
  ' saw a big dog.',
  ' had a big ball.',
  ' was scared.',
]

test('typed prompts on a real model: head 4.2 writes to the logits', async ({ app }) => {
  const model = sharedPath('models/stories260K')
  test.skip(model === null, 'NOT RUN: needs ../shared/models/stories260K beside the project')
  const bench = new Workbench(app)
  await bench.openModel(model!)
  await expect(bench.page.getByRole('banner')).toContainText('stories260K')
  const pronoun = { answer: 'She', wrongAnswer: 'He' }
  await bench.typePrompts(
    PRONOUN_PROMPTS.map((end) => ({ clean: `Lily${end}`, corrupt: `Tim${end}`, ...pronoun })),
  )
  await expect(bench.promptSummary).toContainText('6 rows ready')
  await bench.setThreshold('0.02')
  await bench.runToTheEnd()
  await expect(bench.counts).toContainText('of 2,461')
  await expect.poll(() => bench.listedCircuit()).toContain('logits ← 4.2')
  expect((await bench.runSummary(1)).edgesKept).toBeLessThan(100)
})
