import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { commandsOnReference } from '../../../../testing/commands-on-reference'
import { tinyReferences } from '../../../../testing/method-references'
import { Program } from '../../../../testing/program'
import { hasRedis, RedisServer } from '../../../../testing/redis-server'
import type { MibResult } from './compute-row'
import { choicesOf, folderName } from './mib-options'
import { csvOf, tableText } from './mib-report'

const { patchbay, inFolder } = commandsOnReference('mib')
const modelOf = (name: string) => tinyReferences().find((each) => each.name === name)!.task

/** What MIB says of a submission, read from the files alone. */
interface Circuit {
  cfg: { n_layers: number; n_heads: number; parallel_attn_mlp: boolean; d_model: number }
  nodes: Record<string, { in_graph: boolean }>
  edges: Record<string, { in_graph: boolean; score?: number }>
}
const NINE = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].map((percent) => `${percent}.json`)
const METHODS = ['eap', 'eap-ig', 'edges', 'acdc']
const CELLS = ['first_gpt2', 'first_neox', 'second-half_gpt2', 'second-half_neox']

const readCircuit = (...parts: string[]): Circuit =>
  JSON.parse(readFileSync(path.join(inFolder('table'), ...parts), 'utf8'))

const list = (...parts: string[]) => readdirSync(path.join(inFolder('table'), ...parts)).sort()

/** In the graph of a transformer every receiver hears the input and all nodes before it. */
function edgeNames({ cfg }: Circuit): Set<string> {
  const names = new Set<string>()
  const before = ['input']
  for (let layer = 0; layer < cfg.n_layers; layer++) {
    const heads = Array.from({ length: cfg.n_heads }, (_, head) => `a${layer}.h${head}`)
    for (const sender of before)
      for (const head of heads) for (const part of 'qkv') names.add(`${sender}->${head}<${part}>`)
    const heard = cfg.parallel_attn_mlp ? before : [...before, ...heads]
    for (const sender of heard) names.add(`${sender}->m${layer}`)
    before.push(...heads, `m${layer}`)
  }
  for (const sender of before) names.add(`${sender}->logits`)
  return names
}

const mib = (...more: string[]) => {
  const models = ['gpt2', 'neox'].map((name) => `${name}=${modelOf(`${name}-tiny`).modelPath}`)
  const tasks = ['first', 'second_half'].map((name) => inFolder(`${name}.json`))
  const asked = ['--models', ...models, '--tasks', ...tasks, '--methods', ...METHODS]
  return patchbay('mib', ...asked, '--thresholds', '0.3,0.01', '--out', inFolder('table'), ...more)
}
let first: ReturnType<typeof mib>

beforeAll(() => {
  const rows = modelOf('gpt2-tiny').pairs.map(({ clean, corrupt, answers, wrongAnswers }) => {
    return { clean: [...clean], corrupt: [...corrupt], answers, wrong_answers: wrongAnswers }
  })
  writeFileSync(inFolder('first.json'), JSON.stringify({ prompts: rows.slice(0, 4) }))
  writeFileSync(inFolder('second_half.json'), JSON.stringify({ prompts: rows.slice(4) }))
  first = mib()
}, 120_000)

describe('patchbay mib', () => {
  it('compares methods over models and tasks in a table, with what was published marked', () => {
    expect(first).toMatchObject({ status: 0 })
    expect(first.stdout.split('\n')[0]).toMatch(
      /^METHOD +TASK +MODEL +EDGES +CPR +CMD +ACCURACY +MODEL ACC\. +RANDOM/,
    )
    for (const [method, cell] of [
      ['EAP', 'first +gpt2'],
      ['EAP-IG, 5 steps', 'second-half +neox'],
      ['exact', 'first +neox'],
      ['ACDC', 'second-half +gpt2'],
    ])
      expect(first.stdout).toMatch(new RegExp(`^${method} +${cell} +[\\d,]+( +-?\\d+\\.\\d{3}){5}$`, 'm'))
    expect(readFileSync(path.join(inFolder('table'), 'table.txt'), 'utf8')).toBe(first.stdout)
    expect(first.stdout).not.toContain('published')
  })

  it('writes folders as MIB takes them: scores of all edges, or nine circuits that are no larger than their size', () => {
    for (const kind of ['circuits', 'importances', 'multiple_circuits'])
      expect(list(kind)).toEqual([...METHODS].sort())
    for (const method of METHODS) {
      expect(list('importances', method)).toEqual(CELLS)
      expect(list('multiple_circuits', method)).toEqual(['abs-False', 'abs-True'])
      for (const cell of CELLS) {
        expect(list('importances', method, cell)).toEqual(['importances.json'])
        const scored = readCircuit('importances', method, cell, 'importances.json')
        expect(new Set(Object.keys(scored.edges))).toEqual(edgeNames(scored))
        expect(Object.values(scored.edges).every(({ score }) => Number.isFinite(score))).toBe(true)
        for (const by of ['abs-False', 'abs-True']) {
          expect(list('multiple_circuits', method, by, cell)).toEqual([...NINE].sort())
          for (const file of NINE) {
            const circuit = readCircuit('multiple_circuits', method, by, cell, file)
            expectBest(scored, circuit, parseFloat(file), by === 'abs-True' ? Math.abs : (score) => score)
          }
        }
      }
    }
  })

  it('has all of a cell in one folder, too: its scores and nine circuits, with CPR, CMD and accuracy', () => {
    const { results } = JSON.parse(readFileSync(path.join(inFolder('table'), 'results.json'), 'utf8'))
    for (const method of METHODS)
      for (const cell of CELLS) {
        const files = list('circuits', method, cell)
        expect(files).toEqual([...NINE, 'importances.json', 'results.json'].sort())
        const [task, model] = cell.split('_')
        const said = JSON.parse(
          readFileSync(path.join(inFolder('table'), 'circuits', method, cell, 'results.json'), 'utf8'),
        )
        expect(said).toEqual(
          results.find(
            (each: typeof said) => each.method === method && each.task === task && each.model === model,
          ),
        )
        expect(Object.keys(said.scores)).toEqual(expect.arrayContaining(['cpr', 'cmd', 'accuracy']))
        expect(readCircuit('circuits', method, cell, '10.json')).toEqual(
          readCircuit('multiple_circuits', method, 'abs-False', cell, '10.json'),
        )
      }
  })

  it('says the numbers that a judgement of the written files says', () => {
    const { results } = JSON.parse(readFileSync(path.join(inFolder('table'), 'results.json'), 'utf8'))
    for (const method of ['eap', 'acdc']) {
      const { scores } = results.find((each: { method: string }) => each.method === method)
      const judge = (...parts: string[]) => {
        const out = inFolder('judged.json')
        const circuit = path.join(inFolder('table'), ...parts)
        const asked = ['--model', modelOf('gpt2-tiny').modelPath, '--prompts', inFolder('first.json')]
        expect(patchbay('evaluate', ...asked, '--circuit', circuit, '--out', out)).toMatchObject({
          status: 0,
        })
        return JSON.parse(readFileSync(out, 'utf8')).evaluation
      }
      const scored = judge('importances', method, 'first_gpt2', 'importances.json')
      expect(scores.cpr).toBeCloseTo(scored.cpr, 5)
      expect(scores.cmd).toBeCloseTo(scored.cmd, 5)
      const half = judge('multiple_circuits', method, 'abs-False', 'first_gpt2', '50.json').judgements.at(-1)
      const ofHalf = scores.sizes.find(({ part }: { part: number }) => part === 0.5)
      expect(ofHalf.faithfulness).toBeCloseTo(half.faithfulness, 5)
      const values: number[] = half.measurement.per_prompt.logit_diff
      expect(ofHalf.accuracy).toBe(values.filter((value) => value > 0).length / values.length)
      expect(scores.modelAccuracy).toBe(scores.sizes.at(-1).accuracy)
    }
  })

  it('computes nothing again where it has written before', () => {
    const again = mib('--dry-run')
    expect(again.status).toBe(0)
    expect(again.stdout.split('\n').filter(Boolean)).toHaveLength(METHODS.length)
    expect(again.stdout).not.toMatch(/: [1-9]\d* runs to compute/)
  })

  it('goes on after kill -9 with the same line, and comes out the same in every byte, as it does by workers', async () => {
    const asked = [
      'mib',
      '--models',
      `gpt2=${modelOf('gpt2-tiny').modelPath}`,
      '--tasks',
      inFolder('first.json'),
    ]
    const line = (name: string) => {
      const rest = ['--methods', 'eap', 'acdc', '--thresholds', '0.3,0.01', '--out', inFolder(name)]
      return [...asked, ...rest, '--db', inFolder(`${name}.db`)]
    }
    const killed = new Program(line('killed'))
    await killed.until('[1/2]')
    killed.signal('SIGKILL')
    await killed.ended
    const found = killed.said.split('\n').filter((text) => /^\[\d/.test(text)).length
    // What the program left that was just writing.
    writeFileSync(path.join(inFolder('killed'), '.0123456789ab.unfinished'), '{"form')
    const again = new Program(line('killed'))
    expect(await again.ended).toBe(0)
    expect(again.said.match(/computed before/g)!.length).toBeGreaterThanOrEqual(found)
    expect(readdirSync(inFolder('killed')).sort()).toEqual(readdirSync(inFolder('table')).sort())
    expectCells('killed')
    if (!hasRedis) return console.log('NOT RUN: mib --redis, there is no redis-server on this machine')
    const redis = await RedisServer.start()
    const worker = new Program(['worker', '--redis', redis.url, '--db', inFolder('worker.db')])
    const byWorker = new Program([...line('by-worker'), '--redis', redis.url])
    expect(await byWorker.ended).toBe(0)
    worker.signal('SIGKILL')
    await redis.end()
    expect(worker.said.match(/: done$/gm)).toHaveLength(5)
    expectCells('by-worker')
  })

  /** The cells of a table are those of the first one, byte by byte. */
  function expectCells(name: string): void {
    const files = readdirSync(inFolder(name), { recursive: true, encoding: 'utf8' })
    const ofCells = files.filter((file) => /^(circuits|importances|multiple_circuits).*\.json$/.test(file))
    expect(ofCells).toHaveLength(2 * (11 + 1 + 18))
    for (const file of ofCells)
      expect(readFileSync(path.join(inFolder(name), file)), file).toEqual(
        readFileSync(path.join(inFolder('table'), file)),
      )
  }

  it('refuses what it cannot compare, and what is in the way of what it writes', () => {
    const model = modelOf('gpt2-tiny').modelPath
    const said = (...more: string[]) => {
      const asked = ['--models', model, '--tasks', inFolder('first.json'), '--methods', 'eap']
      const { status, stderr } = patchbay('mib', ...asked, '--out', inFolder('none'), ...more)
      expect(status).toBe(2)
      return stderr.replaceAll(`${inFolder('')}/`, '').replaceAll(model, 'MODEL')
    }
    expect(said('--tasks', 'iio')).toBe(
      '--tasks iio is not a task (ioi, greater-than, docstring, induction, gendered-pronoun, sva, capital-country, coloured-objects, arithmetic, template), and there is no file iio.\n',
    )
    expect(said('--methods', 'foo')).toBe('--methods must be one of eap, eap-ig, edges, acdc, not "foo".\n')
    expect(said('--models', '/none')).toBe('/none does not exist; check the path.\n')
    expect(said('--models', model, model)).toBe(
      '--models has two that are called gpt2-tiny: name them apart, as gpt2-tiny-2=...\n',
    )
    expect(said('--tasks', inFolder('first.json'), inFolder('first.json'))).toBe(
      '--tasks has two that are called first: name them apart, as first-2=...\n',
    )
    expect(said('--out', inFolder('first.json'))).toBe('--out first.json is a file: name a folder.\n')
    mkdirSync(inFolder('others'))
    writeFileSync(inFolder('others/notes.txt'), 'mine')
    expect(said('--out', inFolder('others'))).toBe('--out others has other files in it: name a new folder.\n')
    const foreign = (file: string, put: (whole: string) => void) => {
      const whole = path.join(inFolder('table'), file)
      put(whole)
      expect(said('--out', inFolder('table'))).toBe(
        `--out table has ${file} in it, which mib did not write: move it away, or name a new folder.\n`,
      )
      rmSync(whole, { recursive: true })
    }
    foreign('importances/eap/first_gpt2/notes.txt', (whole) => writeFileSync(whole, 'mine'))
    foreign('circuits/eap/first_gpt2/100.json', (whole) => mkdirSync(whole))
  })
})

/** The best edges by score, the highest first: no more than so many percent, and none beside them that is better. */
function expectBest(
  scored: Circuit,
  circuit: Circuit,
  percent: number,
  rankOf: (score: number) => number,
): void {
  const names = Object.keys(scored.edges)
  const kept = names.filter((name) => circuit.edges[name].in_graph)
  const most = Math.floor((percent * names.length) / 100)
  expect(kept.length).toBe(most)
  const scoreOf = (name: string) => rankOf(scored.edges[name].score!)
  const least = Math.min(...kept.map(scoreOf))
  for (const name of names) if (scoreOf(name) > least && kept.length > 0) expect(kept).toContain(name)
  for (const name of kept)
    for (const node of name.replace(/<.>$/, '').split('->')) expect(circuit.nodes[node].in_graph).toBe(true)
}

describe('what is typed', () => {
  const typed = {
    ...{
      models: ['a'],
      tasks: ['ioi'],
      methods: ['eap'],
      out: 'x',
      metric: 'logit_diff',
      ablation: 'resample',
    },
    ...{ igSteps: '5', thresholds: '1:0.01:3', count: '100', seed: '0' },
  }

  it('is checked with a sentence before anything is opened', () => {
    const refusal = (more: Partial<typeof typed>) => expect(() => choicesOf({ ...typed, ...more }))
    refusal({ methods: ['ugs'] }).toThrow(/^--methods must be .*eap, eap-ig, edges.*acdc.*ugs/)
    refusal({ thresholds: '0,1' }).toThrow(
      '--thresholds must be above 0, not 0: edges are ranked by the threshold at which they fall.',
    )
    refusal({ igSteps: '0' }).toThrow(/^--ig-steps/)
    expect(choicesOf(typed).thresholds).toEqual([0.01, 0.1, 1])
    expect(choicesOf({ ...typed, models: ['gpt2=/x/y=z', './a=b'] }).models).toEqual([
      { name: 'gpt2', what: '/x/y=z' },
      { name: null, what: './a=b' },
    ])
  })

  it('has published rows of its tasks beside it, with their source', () => {
    const choices = choicesOf(typed)
    const found = { choices, results: [{ task: 'ioi' }, { task: 'arc-easy' }] as MibResult[], leftOut: [] }
    const text = tableText(found)
    expect(text).toMatch(/^EActP \(CF\) \* +ioi +GPT-2 small +- +2\.30 +0\.02 +- +- +-$/m)
    expect(text).toMatch(/^EAP-IG-inputs \(CF\) \* +arc-easy +Gemma-2 2B +- +1\.53 +- +- +- +-$/m)
    expect(text).not.toContain('mcqa')
    expect(text).toContain(
      '* published: Mueller et al. 2025, MIB: A Mechanistic Interpretability Benchmark, arXiv 2504.13151, Table 2 (CMD) and Table 14 (CPR); of these models, on the public test prompts of the benchmark.',
    )
    expect(csvOf(found)).toContain('"published: Mueller et al. 2025')
  })

  it('becomes names of folders in which one underscore parts task and model', () => {
    expect(['arc_easy', 'Llama 3.1', '../x', '__'].map(folderName)).toEqual([
      'arc-easy',
      'Llama-3.1',
      'x',
      'unnamed',
    ])
  })
})
