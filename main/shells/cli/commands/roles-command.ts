import type { Command } from 'commander'
import { ROLE_COLOURS } from '../../../../contract'
import { withStore } from './shared-options'

const kept = () => import('../roles/kept-roles')

/** `patchbay roles ...`: what people say that nodes of a model do. */
export function addRolesCommands(program: Command): void {
  const roles = program
    .command('roles')
    .description(
      'what people say that nodes of a model do; NODE is a9.h9, 9.9 or L9H9 for a head, m0 for an MLP, input',
    )

  withStore(roles.command('list').requiredOption('--model <MODEL>', 'whose nodes'))
    .description('the roles of a model, in the order of its nodes')
    .option('--json', 'for programs')
    .action(async (options) => (await kept()).listRoles(options))

  withStore(roles.command('set <NODE> <LABEL>').requiredOption('--model <MODEL>', 'whose node'))
    .description('say what a node does, in place of what was said before')
    .option('--colour <C>', `of all nodes of this label: ${ROLE_COLOURS.join(', ')}`)
    .option('--evidence <TEXT>', 'what speaks for it')
    .option('--json', 'for programs')
    .action(async (node, label, options) => (await kept()).setRole(node, label, options))

  withStore(roles.command('remove <NODES...>').requiredOption('--model <MODEL>', 'whose nodes'))
    .description('take back what was said of these nodes')
    .option('--json', 'for programs')
    .action(async (nodes, options) => (await kept()).removeRoles(nodes, options))
}
