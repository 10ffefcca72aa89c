import { expect, it } from 'vitest'
import { METHODS, promptSetSchema, requests } from '../../../contract'
import { checkShape } from './readable-problems'

const config = { method: 'acdc', model: 'm', prompts: { name: 'p', rows: [] }, metric: 'kl', threshold: 1 }

it('says what is wrong, where, and what it should be', () => {
  const refusals: [() => unknown, string][] = [
    [
      () => checkShape(METHODS.acdc.config, { ...config, threshold: 'abc' }, 'The run'),
      'The run: "threshold" must be a number, but it is "abc".',
    ],
    [
      () => checkShape(METHODS.acdc.config, { ...config, threshold: undefined, metric: 'loss' }, 'The run'),
      'The run: "metric" must be one of kl, logit_diff, log_prob, nll, prob_diff, but it is "loss" (and 1 more problem).',
    ],
    [
      () => checkShape(METHODS.acdc.config, { ...config, threshold: Infinity }, 'The run'),
      'The run: "threshold" must be a number, but it is Infinity.',
    ],
    [
      () => checkShape(promptSetSchema, { name: '', rows: [] }, 'The prompts'),
      'The prompts: "name" must be text that is not empty, but it is "".',
    ],
    [
      () =>
        checkShape(
          promptSetSchema,
          { name: 'p', rows: [{ clean: 3, corrupt: '', answers: [], wrongAnswers: [] }] },
          'The prompts',
        ),
      'The prompts: "rows[0].clean" must be text or a list, but it is 3.',
    ],
    [() => checkShape(promptSetSchema, 'x', 'The prompts'), 'The prompts must be an object, but it is "x".'],
    [
      () => checkShape(requests['runs.tag'].args, { id: 'a', tags: Array(21).fill('x') }, 'runs.tag'),
      'runs.tag: "tags" must be a list of at most 20 entries, but it is a list.',
    ],
    [
      () => checkShape(requests['runs.control'].args, { id: 'a', action: 'kill' }, 'runs.control'),
      'runs.control: "action" must be one of pause, resume, step, stop, but it is "kill".',
    ],
  ]
  for (const [check, sentence] of refusals) expect(refusalOf(check)).toBe(sentence)
})

function refusalOf(check: () => unknown): string {
  try {
    check()
    return 'accepted'
  } catch (error) {
    return (error as Error).message
  }
}
