import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { worstExcess } from '../../../../testing/method-references'
import { commandsOnReference, LOGIT_DIFF as ld } from '../../../../testing/commands-on-reference'

const { task, numbers, tolerance, inFolder, patchbay, on, found } = commandsOnReference('site-commands')

describe('commands that score sites', () => {
  it('activation: values and effects of every site, named as they were chosen', () => {
    const { file, stdout } = found(
      'activation',
      ...ld,
      '--sites',
      'heads,mlp,neurons:0.3+1.0',
      '--name',
      'exact',
    )
    expect(stdout).toMatch(
      /^exact \(id [0-9a-f]{12}\) done in .* s\.\n32 sites, 38 forward passes; logit_diff/,
    )
    const heads = file.scores.filter(({ place }: { place: string }) => place === 'heads')
    const expected = (numbers.node_patching!.noise.head_z_all_pos.ld as number[][]).flat()
    expect(
      worstExcess(
        heads.map((score: { value: number }) => score.value),
        expected,
        tolerance,
      ),
    ).toBeLessThan(1)
    expect(Object.keys(heads[0])).toEqual(['place', 'layer', 'head', 'value', 'effect', 'per_prompt'])
    const neurons = file.scores.filter(({ place }: { place: string }) => place === 'neurons')
    expect(neurons.map(({ layer, neuron }: { layer: number; neuron: number }) => [layer, neuron])).toEqual([
      [0, 3],
      [1, 0],
    ])
    expect(
      file.scores.find(({ place, pos }: { place: string; pos?: number }) => place === 'mlp' && pos === 9),
    ).toBeTruthy()
    expect(file.patchbay).toMatchObject({
      method: 'activation',
      direction: 'noising',
      ablation: 'resample',
      threshold: null,
    })
    expect(file.patchbay.choices.places).toEqual(['heads', 'mlp', 'neurons'])
  })

  it('attribution: effects without values, two forward passes and one backward', () => {
    const { file, stdout } = found(
      'attribution',
      ...ld,
      '--sites',
      'heads,heads-by-position,neurons,neurons-by-position',
    )
    expect(stdout).toContain('2 forward passes and 1 backward pass')
    expect(file.patchbay.passes).toEqual({ forward: 2, backward: 1 })
    const heads = file.scores.filter(({ place }: { place: string }) => place === 'heads')
    const expected = (numbers.node_attribution!.noise.head_z_all_pos.ld as number[][]).flat()
    expect(
      worstExcess(
        heads.map((score: { effect: number }) => score.effect),
        expected,
        tolerance,
      ),
    ).toBeLessThan(1)
    expect(Object.keys(heads[0])).toEqual(['place', 'layer', 'head', 'effect'])
    expect(Object.keys(file.scores.at(-1))).toEqual(['place', 'layer', 'pos', 'neuron', 'effect'])
    expect(found('attribution', ...ld, '--places', 'heads').file.scores).toEqual(heads)
    for (const method of ['atp-star', 'relp']) {
      const { file: other } = found('attribution', ...ld, '--sites', 'mlp', '--method', method)
      expect(other.patchbay.choices.variant).toBe(method)
    }
  })

  it('give JSON on stdout, exports and tables', () => {
    const { status, stdout } = on(task.modelPath, 'eap', ...ld, '--json', '--db', inFolder('other.db'))
    expect([status, Object.keys(JSON.parse(stdout).edges).length]).toEqual([0, 110])
    on(task.modelPath, 'attribution', ...ld, '--sites', 'q,k,v,pattern', '--db', inFolder('other.db'))
    const shown = patchbay('runs', 'show', '2', '--json', '--db', inFolder('other.db'))
    expect(JSON.parse(shown.stdout).config.places).toEqual(['q', 'k', 'v', 'pattern'])
    expect(
      patchbay('runs', 'export', '2', '--out', inFolder('t.csv'), '--db', inFolder('other.db')).status,
    ).toBe(0)
    const lines = readFileSync(inFolder('t.csv'), 'utf8').trimEnd().split('\n')
    expect([lines[0], lines.length]).toEqual([
      'place,layer,head,pos,neuron,value,effect,score_kind,score_metric,score_sense,score_direction,role,certificate,run,method,model_hash,prompts_hash,patchbay',
      33,
    ])
    expect(patchbay('runs', 'list', '--db', inFolder('other.db')).stdout).toMatch(
      /^RUN .*\n2    [0-9a-f]{12}  Attribution  done   .* logit_diff +- +- +\d+ sites scored/,
    )
  })
})
