import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { FILE_LIMITS } from '../../../contract'
import { describeWithShared } from '../../../testing/real-models'
import { planModel } from '../architectures'
import { readJsonObject } from '../read-file'
import type { TransformerConfig } from '../transformer'
import { configOfGraph } from './config-of-graph'
import { rolesOf } from './roles/find-roles'
import { readOnnx } from './read-onnx'
import { settingsOf } from './settings/graph-settings'
import { differences, refuseOtherSettings } from './settings/settings-agreement'

describeWithShared('The settings of exported models without their config.json', (shared) => {
  const cases = path.join(shared, 'cases', 'onnx')
  const folders = readdirSync(cases).filter((name) => isOpened(path.join(cases, name)))

  it.each(folders)('%s says its own', (name) => {
    const folder = path.join(cases, name)
    const roles = rolesOf(readOnnx(path.join(folder, 'model.onnx')))
    const { config } = planModel(readJsonObject(path.join(folder, 'config.json'), FILE_LIMITS.config))
    const { values, warnings } = configOfGraph(roles, null)
    const found = planModel(values).config
    expect(found.architecture).toBe(config.architecture)
    expect(differences(settingsOf(roles), config)).toEqual([])
    expect(sizes(found)).toEqual(sizes(config))
    expect(warnings[0]).toMatch(
      /^No config\.json is beside model\.onnx: its settings were read off the graph: \{"model_type":/,
    )
  })

  it('A config.json that says something else is refused by name', () => {
    const folder = path.join(cases, 'llama-dynamo')
    const settings = settingsOf(rolesOf(readOnnx(path.join(folder, 'model.onnx'))))
    const values = readJsonObject(path.join(folder, 'config.json'), FILE_LIMITS.config)
    const said = (changed: Record<string, unknown>) =>
      refusalOf(() =>
        refuseOtherSettings(settings, planModel({ ...values, ...changed }).config, 'model.onnx'),
      )
    expect(said({ rms_norm_eps: 1e-5 })).toBe(
      'model.onnx: the epsilon of the norms is 0.000001 in the graph and 0.00001 in config.json; put the config.json of this model beside it, or open the file without one.',
    )
    expect(said({ rope_parameters: { rope_type: 'default', rope_theta: 10000 } })).toMatch(
      /^model\.onnx: the rotary angles of layer 0 are 1, 0\.2115, /,
    )
    expect(said({})).toBe('')
  })
})

const isOpened = (folder: string) =>
  (JSON.parse(readFileSync(path.join(folder, 'expect.json'), 'utf8')) as { expect: string }).expect === 'open'

/** Positions may be without a limit in the graph. */
const sizes = (config: TransformerConfig) => ({
  ...config,
  layers: null,
  contextLength: 0,
  norm: config.norm.kind,
  embedding: { ...config.embedding, scale: config.embedding.scale.toFixed(4) },
  logits: { ...config.logits, scale: config.logits.scale.toFixed(4) },
})

function refusalOf(run: () => void): string {
  try {
    run()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
