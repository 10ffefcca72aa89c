import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { planModel } from '../../engine/model/architectures'
import { inProject } from '../project'

type Values = Record<string, unknown>

/** A model of fixtures/ with reference numbers. */
export interface Fixture {
  name: string
  /** As Markdown, from docs/. */
  link: string
  values: Values
  plan: ReturnType<typeof planModel>
}

export function readFixtures(): Fixture[] {
  return [...storedModels(), ...modelsOfOptions()]
}

function storedModels(): Fixture[] {
  return ['fixtures', 'fixtures/architectures'].flatMap((folder) =>
    readdirSync(inProject(folder))
      .sort()
      .filter((name) => existsSync(inProject(folder, name, 'config.json')))
      // Exports have tests of their own, and not every one of them can be opened.
      .filter((name) => !existsSync(inProject(folder, name, 'model.onnx.gz')))
      .map((name) => fixtureOf(name, `../${folder}/${name}`, readValues(folder, name, 'config.json'))),
  )
}

const OPTIONS = 'fixtures/architectures/options.json'

/** Models whose weights are drawn by the test that has their logits: of each the name is what it shows. */
function modelsOfOptions(): Fixture[] {
  const { models } = readValues(OPTIONS) as { models: { name: string; config: Values }[] }
  return models.map(({ name, config }) => fixtureOf(name.replace(/^.*?: /, ''), `../${OPTIONS}`, config))
}

function fixtureOf(name: string, target: string, values: Values): Fixture {
  return { name, link: `[${name}](${target})`, values, plan: planModel(values) }
}

function readValues(...parts: string[]): Values {
  return JSON.parse(readFileSync(inProject(...parts), 'utf8')) as Values
}
