import { bytesText, SAID_TOLERANCE, type MemoryNeed } from '../../contract'
import type { MemoryJob } from '../jobs/memory-job'
import { MID, SMALL } from '../models'
import type { StartJob } from '../start-job'
import type { Line } from '../table'
import type { Part } from './part'

/** What the host takes in the program; jobs have none. */
const HOST_BYTES = 75e6

const PATCHING = { metric: 'logit_diff', direction: 'noising', ablation: 'resample' }
const EAP = { method: 'eap', ...PATCHING, igSteps: 0 }
const ACDC = { method: 'acdc', metric: 'logit_diff', threshold: 0.2, order: 'reference', absolute: false }
const EVALUATE = { method: 'evaluate', ...PATCHING, circuit: { runId: 'given' }, by: 'absolute' }
const TESTS = { draws: 100, permutations: 1000, testedEdges: 500, epsilon: 0.1, quantile: 0.9, alpha: 0.05 }
const SITES = ['heads', 'mlp']
const EDGES = ['input->logits', 'm0->m1', 'a5.h1->logits', 'a1.h3->a2.h3<v>']

/** A layer's heads, as many as are patched side by side of all of them. */
const LAYER = Array.from({ length: SMALL.heads }, (_, head) => ({ site: 'heads', layer: 6, head }))

const METHODS = {
  eap: EAP,
  'eap, means': { ...EAP, ablation: 'mean' },
  'eap-ig': { ...EAP, igSteps: 2 },
  attribution: { method: 'attribution', ...PATCHING, variant: 'atp', sites: SITES },
  activation: { method: 'activation', ...PATCHING, sites: ['heads'], neurons: [] },
  'activation, one layer': { method: 'activation', ...PATCHING, sites: [], neurons: [], only: LAYER },
  edges: { method: 'edges', ...PATCHING, mlps: 'frozen', select: { kind: 'list', edges: EDGES } },
  path: { method: 'path', ...PATCHING, path: 'a0.h1->a1.h2<q>->logits' },
  check: { method: 'check', metric: 'logit_diff' },
  evaluate: { ...EVALUATE, top: [] },
  'evaluate, top 300': { ...EVALUATE, top: [300] },
  'evaluate, top 100': { ...EVALUATE, top: [100] },
  'workflow, 5 nodes': { method: 'workflow', ...PATCHING, top: 5 },
  'workflow, 20 nodes': { method: 'workflow', ...PATCHING, top: 20 },
  tests: { ...EVALUATE, ...TESTS, method: 'tests', randomFrom: 'outside', seed: 1 },
  acdc: { ...ACDC, ablation: 'resample' },
  'acdc, many kept': { ...ACDC, ablation: 'resample', threshold: 0.002 },
}

interface MemoryCase {
  model: MemoryJob['model']
  method: keyof typeof METHODS
  prompts: number
  tokens: number
}

const of = (
  model: MemoryJob['model'],
  method: keyof typeof METHODS,
  prompts: number,
  tokens = 16,
): MemoryCase => ({ model, method, prompts, tokens })

/** Held and streamed, float32 and bfloat16, few prompts and parts of many. */
const CASES: MemoryCase[] = [
  of(SMALL, 'eap', 4),
  of(SMALL, 'eap', 16),
  of(SMALL, 'eap', 200),
  of(MID, 'eap', 200, 20),
  of(MID, 'eap-ig', 200, 20),
  of(SMALL, 'eap, means', 16),
  of(SMALL, 'eap-ig', 16),
  of(SMALL, 'attribution', 4),
  of(SMALL, 'attribution', 16),
  of(SMALL, 'activation', 2, 8),
  of(SMALL, 'edges', 16),
  of(SMALL, 'path', 4),
  of(SMALL, 'check', 4),
  of(SMALL, 'evaluate, top 300', 4),
  of(SMALL, 'evaluate', 16),
  of(SMALL, 'evaluate', 60, 20),
  of(MID, 'evaluate, top 100', 16),
  of(MID, 'evaluate, top 100', 200, 20),
  of(MID, 'check', 16),
  of(MID, 'check', 200, 20),
  of(MID, 'check', 400, 20),
  of(SMALL, 'workflow, 5 nodes', 4),
  of(MID, 'workflow, 20 nodes', 16),
  of(MID, 'tests', 16),
  of(MID, 'tests', 200, 20),
  of(SMALL, 'acdc', 4),
  of(SMALL, 'acdc', 16),
  of(MID, 'acdc', 16),
  of(MID, 'acdc, many kept', 16),
  of('1.4gb-f32', 'eap', 16),
  of('1.4gb-f32', 'acdc', 16),
  of('1gb-bf16', 'eap', 8, 8),
  of('1gb-bf16', 'eap', 16),
  of('1gb-bf16', 'attribution', 8, 8),
  of('3gb-bf16', 'eap', 16),
  of('5gb-bf16', 'eap', 16),
]

/** What is said of the memory of runs before they begin, against their peaks, the host's part included. */
export const memory: Part = ({ start, threads }) => linesOf(CASES, start, threads)

/** Nothing may grow with the prompts but what is kept of each: 1,000 beside 100, GPT-2 small's shape, 20 tokens each. */
export const manyPrompts: Part = ({ start, threads }) =>
  linesOf(
    (['check', 'activation, one layer', 'evaluate'] as const).flatMap((method) =>
      [100, 1000].map((prompts) => of(SMALL, method, prompts, 20)),
    ),
    start,
    threads,
  )

async function linesOf(cases: readonly MemoryCase[], start: StartJob, threads: number): Promise<Line[]> {
  const lines: Line[] = []
  for (const { model, method, prompts, tokens } of cases) {
    const size = { model, prompts, tokens, threads }
    // Written once per machine, in a process of its own.
    if (typeof model === 'string') await start('large', { model, step: 'open', threads })
    const { need, peakBytes, cpuMs } = await start('memory', { ...size, config: METHODS[method] })
    const name = typeof model === 'string' ? model : model.name
    const peak = (peakBytes ?? NaN) + HOST_BYTES
    // A circuit that is to be found may be of few edges or many.
    const said = Math.min(Math.max(peak, need.peakBytes), need.mostBytes ?? need.peakBytes)
    const line = {
      what: `memory ${name} ${method}, ${prompts} x ${tokens} tokens`,
      cpuMs,
      ratio: `${(said / peak).toFixed(2)} x the peak`,
      goal: { met: Math.abs(said / peak - 1) <= SAID_TOLERANCE, text: 'within 15 %' },
      peakBytes: peak,
      note: noteOf(need),
    }
    console.error(`${line.what}: ${line.ratio}, ${Math.round(peak / 1e6)} MB; ${line.note}`)
    lines.push(line)
  }
  return lines
}

function noteOf({ peakBytes, mostBytes, uses, weights }: MemoryNeed): string {
  const parts = Object.entries(uses).map(([use, bytes]) => `${use} ${Math.round(bytes / 1e6)}`)
  const most = mostBytes === null ? '' : ` to ${bytesText(mostBytes)}`
  return `said ${bytesText(peakBytes)}${most}: ${parts.join(', ')}; weights ${weights}`
}
