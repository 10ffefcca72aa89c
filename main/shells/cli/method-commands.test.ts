import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { circuitFileSchema, SITE_FAMILIES } from '../../../contract'
import { runCommandLine } from '../../../testing/from-sources'
import { tinyReferences, worstExcess } from '../../../testing/method-references'
import { readSafetensorsParts, safetensorsBytes } from '../../../testing/model-folder'

const { task, numbers, tolerance } = tinyReferences()[0]

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-cli-methods-'))
const inFolder = (name: string) => path.join(folder, name)
const prompts = inFolder('prompts.json')
beforeAll(() => {
  const rows = task.pairs.map(({ clean, corrupt, answers, wrongAnswers }) => {
    return { clean: [...clean], corrupt: [...corrupt], answers, wrong_answers: wrongAnswers }
  })
  writeFileSync(prompts, JSON.stringify({ prompts: rows }))
})
afterAll(() => rmSync(folder, { recursive: true }))

const patchbay = (...args: string[]) =>
  runCommandLine(args, { env: { ...process.env, PATCHBAY_DB: inFolder('runs.db') } })

const on = (model: string, command: string, ...more: string[]) =>
  patchbay(command, '--model', model, '--prompts', prompts, ...more)
const ld = ['--metric', 'logit_diff', '--direction', 'noising']
const readJson = (name: string) => JSON.parse(readFileSync(inFolder(name), 'utf8'))

/** Runs a command that writes what it found. */
function found(command: string, ...more: string[]) {
  const out = inFolder(`${command}.json`)
  const { status, stdout, stderr } = on(task.modelPath, command, ...more, '--out', out)
  expect(stderr.split('\n').filter((line) => line !== '' && !/^(Run \d+|exact|note): /.test(line))).toEqual(
    [],
  )
  expect(status).toBe(0)
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`The result is in ${out}.`)
  return { stdout, file: readJson(`${command}.json`) }
}

describe('commands that start a run of a method', () => {
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

  it('edges: an exact score for each chosen edge', () => {
    const { file } = found('edges', ...ld, '--all')
    const circuit = circuitFileSchema.parse(file)
    const scores = Object.values(circuit.edges).map(({ score }) => score! + file.patchbay.base_metric)
    expect(worstExcess(scores, numbers.edge_exact.noise!.ld as number[], tolerance)).toBeLessThan(1)
    const scored = (...more: string[]) => {
      const { edges } = circuitFileSchema.parse(found('edges', ...ld, ...more).file)
      return Object.fromEntries(
        Object.entries(edges).flatMap(([name, { score }]) => (score === null ? [] : [[name, score]])),
      )
    }
    const two = scored('--edge', 'm0->logits', '--edge', 'input->a0.h0<q>')
    expect(two).toEqual(
      Object.fromEntries(['input->a0.h0<q>', 'm0->logits'].map((name) => [name, circuit.edges[name].score])),
    )
    // A head is all three of its receivers, never one of them.
    const [queries, head] = [scored('--into', 'a1.h2<q>'), scored('--into', 'a1.h2')]
    expect(Object.keys(queries)).toEqual(
      ['input', 'a0.h0', 'a0.h1', 'a0.h2', 'a0.h3', 'm0'].map((name) => `${name}->a1.h2<q>`),
    )
    expect(Object.keys(head)).toHaveLength(3 * Object.keys(queries).length)
    for (const kind of ['q', 'k', 'v']) expect(head).toHaveProperty([`m0->a1.h2<${kind}>`])
    expect(head).toMatchObject(queries)
    const out = scored('--from', 'm1', '--mlps', 'recomputed')
    expect(Object.keys(out)).toEqual(['m1->logits'])
    expect(out['m1->logits']).toBeCloseTo(circuit.edges['m1->logits'].score!, 5)
  })

  it('path: one number, equal to the edge where the path is one', () => {
    const { file, stdout } = found('path', ...ld, '--path', 'm0->logits')
    const [edge] = Object.entries(
      circuitFileSchema.parse(found('edges', ...ld, '--edge', 'm0->logits').file).edges,
    ).filter(([, { score }]) => score !== null)
    expect(file.effect).toBeCloseTo(edge[1].score!, 5)
    expect(file.per_prompt.length).toBe(8)
    expect(stdout).toContain('m0->logits: logit_diff ')
    expect(found('path', ...ld, '--path', 'a0.h1->a1.h2<q>->logits').file.path).toBe(
      'a0.h1->a1.h2<q>->logits',
    )
  })

  it('eap and EAP-IG: an estimate for each edge', () => {
    const scoresOf = (file: unknown) =>
      Object.values(circuitFileSchema.parse(file).edges).map(({ score }) => score!)
    expect(
      worstExcess(
        scoresOf(found('eap', ...ld, '--ig-steps', '5').file),
        numbers.eap_ig5!.k0_4.ld as number[],
        tolerance,
      ),
    ).toBeLessThan(1)
    expect(
      worstExcess(scoresOf(found('eap', ...ld).file), numbers.eap.noise!.ld as number[], tolerance),
    ).toBeLessThan(1)
  })

  it('evaluate: a circuit file, or a run, with its best edges', () => {
    found('eap', ...ld)
    const { circuits, mib } = numbers.faithfulness!
    const tops = circuits.map(({ k }) => k)
    const { file } = found(
      'evaluate',
      '--circuit',
      inFolder('eap.json'),
      '--top',
      tops.join(','),
      '--reference',
      inFolder('eap.json'),
    )
    const { judgements, cmd, precision, recall } = file.evaluation
    const values = judgements.slice(1).map(({ faithfulness }: { faithfulness: number }) => faithfulness)
    expect(
      worstExcess(
        values,
        circuits.map((circuit) => circuit.faithfulness_ld),
        tolerance,
      ),
    ).toBeLessThan(1)
    expect(worstExcess([cmd], [mib.CMD], tolerance)).toBeLessThan(1)
    expect([precision, recall, file.evaluation.roc]).toEqual([1, 1, null])
    const runs = JSON.parse(patchbay('runs', 'list', '--json').stdout) as { number: number; method: string }[]
    const { number } = runs.find(({ method }) => method === 'eap')!
    const again = found('evaluate', '--circuit', `run:${number}`, '--top', tops.join(',')).file
    expect(again.evaluation.judgements).toEqual(judgements)
  })

  it('evaluate --by signed: a file that does not say what its scores are needs --scores, ours does not', () => {
    const own = found('eap', ...ld).file
    const { patchbay: _, ...foreign } = own
    writeFileSync(inFolder('foreign.json'), JSON.stringify(foreign))
    const judge = (...more: string[]) =>
      found('evaluate', '--top', '20', '--by', 'signed', '--metric', 'kl', ...more)
    const expected = judge('--circuit', inFolder('eap.json')).file.evaluation
    const scores = ['--scores', 'effect', '--scores-metric', 'logit_diff', '--scores-direction', 'noising']
    const { file, stdout } = judge('--circuit', inFolder('foreign.json'), ...scores)
    expect([file.evaluation.judgements, file.evaluation.cpr]).toEqual([expected.judgements, expected.cpr])
    expect(stdout).toContain('scores read as effect on logit_diff, noising')
    const unsaid = ['evaluate', '--circuit', inFolder('foreign.json')] as const
    expect(found(...unsaid).stdout).toContain(
      'no CPR: its order is by sign, and nobody said what the scores are (--scores effect or gain), CMD ',
    )
    const refused = on(task.modelPath, ...unsaid, '--by', 'signed')
    expect(refused.status).toBe(2)
    expect(refused.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^the circuit file does not say what its scores are, .* say --scores gain .*, or --scores effect with --scores-metric and --scores-direction /,
    )
  })

  it('workflow and check', () => {
    const { file, stdout } = found('workflow', '--metric', 'logit_diff', '--top', '3')
    expect(file.workflow.confirm.places.length).toBe(3)
    expect(Object.values(circuitFileSchema.parse(file).edges).filter((edge) => edge.in_graph).length).toBe(
      file.workflow.proposed.length,
    )
    expect(stdout).toContain('the proposed circuit has ')
    const check = on(task.modelPath, 'check')
    expect([check.status, check.stdout.match(/^passed /gm)?.length]).toEqual([0, 4])
    writeFileSync(
      inFolder('logits.json'),
      JSON.stringify(task.pairs.map(() => Array.from({ length: 64 }, () => 0))),
    )
    const failed = on(task.modelPath, 'check', '--logits', inFolder('logits.json'))
    expect([
      failed.status,
      failed.stdout.match(/^FAILED .*/m)?.[0].startsWith('FAILED  reference-logits: '),
    ]).toEqual([1, true])
  })

  it('give JSON on stdout, exports and tables', () => {
    const { status, stdout } = on(task.modelPath, 'eap', ...ld, '--json', '--db', inFolder('other.db'))
    expect([status, Object.keys(JSON.parse(stdout).edges).length]).toEqual([0, 110])
    on(task.modelPath, 'attribution', ...ld, '--sites', 'q,k,v,pattern', '--db', inFolder('other.db'))
    expect(
      patchbay('runs', 'export', '2', '--out', inFolder('t.csv'), '--db', inFolder('other.db')).status,
    ).toBe(0)
    const lines = readFileSync(inFolder('t.csv'), 'utf8').trimEnd().split('\n')
    expect([lines[0], lines.length]).toEqual([
      'place,layer,head,pos,neuron,value,effect,score_kind,score_metric,score_sense,score_direction',
      33,
    ])
    expect(patchbay('runs', 'list', '--db', inFolder('other.db')).stdout).toMatch(
      /^NO .*\n2   [0-9a-f]{12}  attribution  done   -     logit_diff  -/,
    )
  })
})

describe('bad input', () => {
  const refused = (command: string, ...more: string[]) => {
    const { status, stdout, stderr } = on(task.modelPath, command, ...more)
    expect([status, stdout]).toEqual([2, ''])
    return stderr.trimEnd()
  }

  it('is refused with one sentence and exit code 2, and leaves no run', () => {
    const before = patchbay('runs', 'list').stdout
    const kl = ['--metric', 'kl', '--direction', 'noising']
    const sites = (text: string, flag = '--sites') => refused('activation', ...ld, flag, text)
    const noGradient =
      'kl has gradient 0 at the clean run, so attribution with kl in direction noising is 0 everywhere: choose denoising or another metric.'
    expect(refused('attribution', ...kl, '--sites', 'heads')).toBe(noGradient)
    expect(refused('eap', ...kl)).toBe(noGradient)
    expect(refused('workflow', '--metric', 'kl')).toBe(noGradient)
    expect(sites('heads,head')).toBe(`there is no site "head"; the sites are ${SITE_FAMILIES.join(', ')}.`)
    expect(sites('neurons')).toBe(
      'activation patching takes neurons by name, as there are so many: name some as LAYER.NEURON, e.g. neurons:0.12+1.7.',
    )
    expect(sites('neurons:0.x')).toBe(
      '--sites neurons:0.x: "0.x" is no neuron; write LAYER.NEURON, e.g. neurons:0.12+1.7.',
    )
    // The flag's older name is named as it was typed.
    expect(sites('neurons:0.x', '--places')).toBe(
      '--places neurons:0.x: "0.x" is no neuron; write LAYER.NEURON, e.g. neurons:0.12+1.7.',
    )
    expect(sites('heads:0.1')).toBe(
      '--sites heads:0.1: only neurons are named one by one; leave out what follows the colon.',
    )
    expect(sites('neurons:0.999')).toBe(
      'there is no neuron 999: this model, with these prompts, has neuron 0 to 127.',
    )
    expect(refused('attribution', ...ld, '--sites', 'neurons:0.1')).toBe(
      '--sites neurons:0.1: every neuron is scored, so none is named here; leave out what follows the colon.',
    )
    expect(refused('edges', ...ld, '--edge', 'm1->a0.h0<q>')).toBe(
      'the edge m1->a0.h0<q> cannot exist: m1 does not lie before a0.h0<q>.',
    )
    expect(refused('edges', ...ld, '--edge', 'm1')).toBe(
      '"m1" is no edge; write it as sender->receiver, e.g. a0.h1->a1.h2<q>.',
    )
    expect(refused('edges', ...ld)).toBe(
      'Say which edges: one of --all, --edge (as often as you like) or --edges, --into, --from.',
    )
    expect(refused('edges', ...ld, '--all', '--into', 'm0')).toBe(
      'Say which edges: one of --all, --edge (as often as you like) or --edges, --into, --from.',
    )
    expect(refused('edges', '--metric', 'kl', '--direction', 'both', '--all')).toBe(
      '--direction must be one of noising, denoising, not "both".',
    )
    expect(refused('eap', ...ld, '--ig-steps', '0')).toBe(
      '--ig-steps must be a whole number from 1 on, not "0".',
    )
    expect(refused('eap', '--metric', 'kl')).toBe("required option '--direction <D>' not specified")
    const scores = (...more: string[]) => refused('evaluate', '--circuit', prompts, '--scores', ...more)
    expect(scores('loss')).toBe('--scores must be one of effect, gain, not "loss".')
    expect(scores('effect')).toBe(
      '--scores effect needs --scores-metric too: whether a positive effect hurts depends on the metric and the direction.',
    )
    expect(scores('gain', '--scores-direction', 'noising')).toBe(
      '--scores-direction belongs to --scores effect.',
    )
    expect(refused('evaluate', '--circuit', 'none.json')).toBe('There is no file none.json.')
    expect(refused('evaluate', '--circuit', prompts, '--top', 'x')).toBe(
      '--top takes whole numbers from 0 on, not "x".',
    )
    expect(refused('evaluate', '--circuit', prompts)).toBe(
      `${prompts}: "cfg" is missing: it must be an object (and 2 more problems).`,
    )
    expect(refused('evaluate', '--circuit', 'run:99')).toBe('There is no run "99": see patchbay runs list.')
    expect(patchbay('runs', 'list').stdout).toBe(before)
  })

  it('that only the numbers show ends the run with its sentence', () => {
    const same = inFolder('same.json')
    const rows = [{ clean: [1, 2, 3], corrupt: [1, 2, 3], answers: [4], wrong_answers: [5] }]
    writeFileSync(same, JSON.stringify({ prompts: rows }))
    on(task.modelPath, 'eap', ...ld, '--out', inFolder('c.json'))
    const { status, stderr } = patchbay(
      'evaluate',
      '--model',
      task.modelPath,
      '--prompts',
      same,
      '--circuit',
      inFolder('c.json'),
    )
    expect(status).toBe(2)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^logit_diff is the same on the clean and the corrupt prompts \(-?[\d.]+\), so no effect can be given as a part of their difference: choose other prompts or another metric\.$/,
    )
  })

  it('in the weights is named', () => {
    const { header, data } = readSafetensorsParts(path.join(task.modelPath, 'model.safetensors'))
    const damaged = mkdtempSync(inFolder('nan-'))
    const [
      name,
      {
        data_offsets: [start],
      },
    ] = Object.entries(header)[0]
    const bytes = Buffer.from(data)
    bytes.writeFloatLE(NaN, start)
    const head = safetensorsBytes(header)
    writeFileSync(path.join(damaged, 'model.safetensors'), Buffer.concat([head, bytes]))
    writeFileSync(path.join(damaged, 'config.json'), readFileSync(path.join(task.modelPath, 'config.json')))
    const { status, stderr } = on(damaged, 'attribution', ...ld, '--sites', 'heads')
    expect(status).toBe(2)
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(name)
  })
})

const HELP = {
  activation: ['--sites <LIST>', '--ablation <KIND>', '--direction <D>', 'neurons:0.12+1.7'],
  attribution: ['--sites <LIST>', '--method <M>', 'atp, atp-star, relp'],
  edges: ['--all', '--edge <EDGE>', '--into <R>', '--from <S>', '--mlps <HOW>'],
  path: ['--path <PATH>'],
  eap: ['--ig-steps <N>'],
  evaluate: ['--circuit <FILE>', '--reference <FILE>', '--top <N,N,..>', '--by <HOW>', '--scores <KIND>'],
  workflow: ['--top <K>'],
  check: ['--logits <FILE>', '--model <MODEL>', '--prompts <FILE>'],
}

it('every command says what it takes', () => {
  for (const [command, words] of Object.entries(HELP)) {
    const { status, stdout } = patchbay(command, '--help')
    expect(status).toBe(0)
    for (const word of words) expect(stdout).toContain(word)
    expect(stdout).not.toContain('--places')
  }
})
