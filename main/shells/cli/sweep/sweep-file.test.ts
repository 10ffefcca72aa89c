import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandsOnReference } from '../../../../testing/commands-on-reference'

const { patchbay, prompts, task, inFolder } = commandsOnReference('sweep-file')

/** A sweep file in the folder; gives its path. */
function fileOf(sweep: object, name = 'sweep.json'): string {
  const file = inFolder(name)
  writeFileSync(file, JSON.stringify({ format: 'patchbay sweep spec 1', ...sweep }))
  return file
}

const acdc = {
  ...{ model: task.modelPath, prompts, method: 'acdc', options: { metric: 'kl' }, judge: false },
  axes: { threshold: { from: 1, to: 0.01, count: 2 }, resample: { from: 0, to: 1 } },
}

describe('a sweep file', () => {
  it('is planned, started, and found again by itself', () => {
    const file = fileOf({ ...acdc, name: 'two axes' })
    expect(patchbay('sweep', 'plan', file).stdout).toMatch(
      /^4 circuits: 4 runs to compute, 0 computed before and reused\. The largest run needs about [\d.]+ MB\.\n$/,
    )
    const run = patchbay('sweep', 'start', file, '--at-once', '2')
    expect(run.stdout).toMatch(
      /^two axes: acdc on \S+, prompts\.json \(8 prompts\), kl\ndone: 4 of 4 runs done/,
    )
    expect(run.stdout).toContain('\nresample 1, τ 0.01 ')
    expect(patchbay('sweep', 'status', file).stdout).toBe(run.stdout)
    const exported = inFolder('exported.json')
    patchbay('sweep', 'export', file, '--out', exported)
    expect(patchbay('sweep', 'plan', exported, '--json').stdout).toContain('"reused": 4')
    expect(patchbay('sweep', 'pause', file)).toMatchObject({
      status: 2,
      stderr: 'two axes is done: there is nothing to pause.\n',
    })
    const other = fileOf({ ...acdc, axes: { threshold: [5] } }, 'other.json')
    expect(patchbay('sweep', 'export', other).stderr).toBe(
      `No sweep was started of ${other} as it is now: see patchbay sweep list.\n`,
    )
  })

  it('has methods with options of their own, sizes, and prompts written out', () => {
    const rows = [{ clean: [1, 2, 3], corrupt: [1, 5, 3], answers: [4], wrong_answers: [2] }]
    const file = fileOf({
      ...{ model: task.modelPath, prompts: { name: 'mine', bos: 'no', rows } },
      options: { metric: 'logit_diff', direction: 'noising' },
      methods: { eap: { direction: 'denoising', 'ig-steps': 2 } },
      axes: { method: ['edges', 'eap'], edges: [2, 4] },
      ...{ judge: false, 'hold-out': 0 },
    })
    const wrong = patchbay('sweep', 'plan', file)
    expect(wrong.stderr).toBe(
      `${file}: "options": Say which edges: one of "all", "edge" (as often as you like) or "edges", "into", "from".\n`,
    )
    const whole = {
      ...(JSON.parse(readFileSync(file, 'utf8')) as object),
      options: { metric: 'logit_diff', direction: 'noising', all: true },
    }
    expect(patchbay('sweep', 'plan', fileOf(whole)).stdout).toMatch(/^4 circuits: 2 runs to compute/)
  })

  it.each([
    [
      { axes: { treshold: [1] } },
      'FILE: there is no axis "treshold": the axes are model, prompts, seed, resample, method, metric, direction, ablation, order, threshold, edges.',
    ],
    [
      { ...acdc, treshold: 1 },
      'FILE: a sweep has no "treshold": it has format, name, model, prompts, method, options,',
    ],
    [{ ...acdc, format: 'x' }, 'FILE: "format" must be "patchbay sweep spec 1", but it is "x".'],
    [{ ...acdc, model: undefined }, 'FILE: "model" is missing, and no axis gives it.'],
    [
      { ...acdc, prompts: 'none.json' },
      /^FILE: "prompts": there is no file \S+none\.json, and no saved set of prompts called "none\.json"\.\n$/,
    ],
    [
      { ...acdc, options: {} },
      'FILE: "options": "metric" is missing: kl, logit_diff, log_prob, nll, prob_diff.',
    ],
    [
      { ...acdc, options: { metric: 'loss' } },
      'FILE: "options": "metric" must be one of kl, logit_diff, log_prob, nll, prob_diff, not "loss".',
    ],
    [
      { ...acdc, options: { metric: 'kl', steps: 3 } },
      'FILE: "options": acdc has no option "steps": it has metric, threshold, order, order-metric, ablation, absolute.',
    ],
    [
      { ...acdc, axes: { model: { from: 1, to: 2 } } },
      'FILE: "axes.model" takes a list: only numbers have a range.',
    ],
    [
      {
        ...acdc,
        axes: Object.fromEntries(
          ['threshold', 'resample', 'seed'].map((axis) => [axis, { from: 1, to: 1000, count: 1000 }]),
        ),
      },
      'This sweep has 1,000,000,000 configurations, and at most 10,000 are computed: give fewer values, or take some of them at random.',
    ],
    [{ ...acdc, points: [{ threshold: 1 }] }, 'FILE: it has "axes" and "points": give one of them.'],
    [
      { ...acdc, options: { metric: 'kl', threshold: 1 }, axes: { edges: [3] } },
      'A sweep over "edges" does not apply to acdc: only scored edges can be taken by their number: sweep "threshold" of ACDC, or "edges" of eap, edges, or a circuit with scores.',
    ],
  ] as [object, string | RegExp][])('is refused with a sentence %#', (sweep, message) => {
    const file = fileOf(sweep)
    const { status, stderr } = patchbay('sweep', 'plan', file)
    expect(status).toBe(2)
    const said = stderr.replaceAll(file, 'FILE')
    if (typeof message === 'string') expect(said).toContain(message)
    else expect(said).toMatch(message)
  })
})
