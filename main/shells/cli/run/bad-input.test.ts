import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { SITE_FAMILIES } from '../../../../contract'
import { readSafetensorsParts, safetensorsBytes } from '../../../../testing/model-folder'
import { commandsOnReference, LOGIT_DIFF as ld } from '../../../../testing/commands-on-reference'

const { task, inFolder, prompts, patchbay, on } = commandsOnReference('bad-input')

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
      '--sites neurons:0.x: "0.x" is not a neuron; write LAYER.NEURON, e.g. neurons:0.12+1.7.',
    )
    // The flag's older name is named as it was typed.
    expect(sites('neurons:0.x', '--places')).toBe(
      '--places neurons:0.x: "0.x" is not a neuron; write LAYER.NEURON, e.g. neurons:0.12+1.7.',
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
      'the edge m1->a0.h0<q> cannot exist: m1 does not come before a0.h0<q>.',
    )
    expect(refused('edges', ...ld, '--edge', 'm1')).toBe(
      '"m1" is not an edge; write it as sender->receiver, e.g. a0.h1->a1.h2<q>.',
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
