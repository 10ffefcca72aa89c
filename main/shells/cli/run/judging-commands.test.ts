import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { circuitFileSchema } from '../../../../contract'
import { worstExcess } from '../../../../testing/method-references'
import { commandsOnReference, LOGIT_DIFF as ld } from '../../../../testing/commands-on-reference'

const { task, numbers, tolerance, inFolder, patchbay, on, found } = commandsOnReference('judging-commands')

function lastRun(method: string): { number: number } {
  const runs = JSON.parse(patchbay('runs', 'list', '--json').stdout) as { number: number; method: string }[]
  return runs.find((run) => run.method === method)!
}

describe('commands that judge', () => {
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
    const { number } = lastRun('eap')
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

  it('a circuit that was judged is known by the prompts it was found on, not by those it was judged on', () => {
    const half = ['--hold-out', '0.5']
    found('eap', ...ld, ...half)
    const { number } = lastRun('eap')
    const split = found('evaluate', '--circuit', `run:${number}`, ...half)
    const trainCount = task.pairs.length - (split.file.evaluation.split.rows as number[]).length
    expect(split.stdout).not.toContain('was found on')
    const judged = lastRun('evaluate')
    const sentence = `The circuit was found on ${trainCount} of the ${task.pairs.length} prompts it is judged on`
    expect(found('evaluate', '--circuit', `run:${number}`).stdout).toContain(sentence)
    expect(found('evaluate', '--circuit', `run:${judged.number}`).stdout).toContain(sentence)
    expect(found('evaluate', '--circuit', `run:${judged.number}`, ...half).stdout).not.toContain(
      'was found on',
    )
    expect(patchbay('runs', 'delete', String(number)).status).toBe(0)
    expect(found('evaluate', '--circuit', `run:${judged.number}`).stdout).not.toContain('was found on')
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
})
