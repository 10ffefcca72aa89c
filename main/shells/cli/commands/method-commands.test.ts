import { expect, it } from 'vitest'
import { runCommandLine } from '../../../../testing/from-sources'

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
    const { status, stdout } = runCommandLine([command, '--help'])
    expect(status).toBe(0)
    for (const word of words) expect(stdout).toContain(word)
    expect(stdout).not.toContain('--places')
  }
})
