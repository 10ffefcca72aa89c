import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../../../testing/from-sources'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-cli-roles-'))
afterAll(() => rmSync(folder, { recursive: true }))
const roles = (...args: string[]) =>
  runCommandLine(['roles', ...args, '--model', 'sample:induction', '--db', path.join(folder, 'runs.db')])

describe('patchbay roles', () => {
  it('sets, lists and removes what nodes do, however a head is written', () => {
    expect(roles('list').stdout).toBe('No node of this model has a role yet.\n')
    expect(roles('set', '0.1', 'previous-token HEAD').stdout).toBe('a0.h1 is “previous-token HEAD”.\n')
    expect(roles('set', 'L1H2', 'completes', '--evidence', 'It copies.', '--colour', 'role-7').status).toBe(0)
    expect(roles('set', 'a1.h0', 'completes').status).toBe(0)
    const none = { evidence: '', prompts: '' }
    expect(JSON.parse(roles('list', '--json').stdout)).toEqual([
      { node: 'a0.h1', label: 'previous-token HEAD', role: 'previous-token', colour: 'role-1', ...none },
      { node: 'a1.h0', label: 'completes', role: null, colour: 'role-7', ...none },
      { ...none, node: 'a1.h2', label: 'completes', role: null, colour: 'role-7', evidence: 'It copies.' },
    ])
    expect(roles('remove', '1.2', 'a1.h0').stdout).toBe('a1.h2, a1.h0: no role any more.\n')
    expect(roles('list').stdout).toMatch(/^NODE .*\na0\.h1  previous-token HEAD  role-1  -        -\s*\n$/)
  })

  it('refuses nodes that the model does not have, and colours that do not exist', () => {
    expect(roles('set', 'a7.h0', 'x')).toMatchObject({
      status: 2,
      stderr:
        'sample:induction has no node "a7.h0": name a head as a0.h1, an MLP as m0, or input or logits.\n',
    })
    const colours = roles('set', 'input', 'x', '--colour', 'pink')
    expect([colours.status, colours.stderr]).toEqual([
      2,
      'the role of input: "colour" must be one of role-1, role-2, role-3, role-4, role-5, role-6, role-7, role-8, but it is "pink".\n',
    ])
    expect(roles('remove', 'logits')).toMatchObject({
      status: 2,
      stderr: 'logits has no role: see patchbay roles list --model sample:induction.\n',
    })
  })
})
