import {
  colourOfGroup,
  nodeRoleSchema,
  PatchbayError,
  roleRecords,
  roleWithTitle,
  type NodeRole,
} from '../../../../contract'
import { buildGraph } from '../../../../engine/host'
import { ModelShelf } from '../../../host/files/model-shelf'
import { ReadingThreads } from '../../../host/files/reading/reading-threads'
import { checkShape } from '../../../host/requests/readable-problems'
import { print } from '../../streams'
import { modelPath } from '../model-path'
import { printJson, table } from '../output/print'
import { openHost, type StoreOptions } from '../runs/store-options'

interface RoleOptions extends StoreOptions {
  model: string
}

interface SetOptions extends RoleOptions {
  colour?: string
  evidence?: string
}

export async function listRoles(options: RoleOptions): Promise<void> {
  const { modelHash } = await readModel(options.model)
  await printRoles(await openHost(options).call('roles.list', { modelHash }), options)
}

/** What is not given stays as it was, where the node had a role. */
export async function setRole(typed: string, label: string, options: SetOptions): Promise<void> {
  const { modelHash, nodes } = await readModel(options.model)
  const node = nodeNamed(typed, nodes, options.model)
  const host = openHost(options)
  const known = await host.call('roles.list', { modelHash })
  const before = known.find((role) => role.node === node)
  const others = known.filter((role) => role.node !== node)
  const title = label.trim()
  const role = roleWithTitle(title) ?? (before?.label === title ? before.role : null)
  const said = {
    node,
    label: title,
    role,
    colour: options.colour ?? colourOfGroup(title, role, before?.label === title ? known : others),
    evidence: options.evidence ?? before?.evidence ?? '',
    promptsName: options.evidence === undefined ? (before?.promptsName ?? '') : '',
  }
  const roles = [checkShape(nodeRoleSchema, said, `the role of ${node}`)]
  const saved = await host.call('roles.save', { modelHash, roles })
  await host.close()
  if (options.json) return printJson(roleRecords(saved))
  await print(`${node} is “${title}”.`)
}

export async function removeRoles(typed: string[], options: RoleOptions): Promise<void> {
  const { modelHash, nodes } = await readModel(options.model)
  const named = typed.map((node) => nodeNamed(node, nodes, options.model))
  const host = openHost(options)
  const known = await host.call('roles.list', { modelHash })
  const without = named.find((node) => !known.some((role) => role.node === node))
  if (without !== undefined)
    throw new PatchbayError(
      'not-found',
      `${without} has no role: see patchbay roles list --model ${options.model}.`,
    )
  const left = await host.call('roles.remove', { modelHash, nodes: named })
  await host.close()
  if (options.json) return printJson(roleRecords(left))
  await print(`${named.join(', ')}: no role any more.`)
}

async function printRoles(roles: NodeRole[], { json }: RoleOptions): Promise<void> {
  if (json) return printJson(roleRecords(roles))
  if (roles.length === 0) return print('No node of this model has a role yet.')
  const head = ['NODE', 'ROLE', 'COLOUR', 'PROMPTS', 'EVIDENCE']
  const rows = roles.map(({ node, label, colour, promptsName, evidence }) => [
    ...[node, label, colour, promptsName || '-', evidence || '-'],
  ])
  await print(table(head, rows))
}

/** By its hash, for which its weights are read through, and the names of its nodes. */
async function readModel(typed: string): Promise<{ modelHash: string; nodes: ReadonlySet<string> }> {
  const shelf = new ModelShelf(new ReadingThreads())
  const { identity, shape } = await shelf.identified(await shelf.open(modelPath(typed)))
  const names = buildGraph(shape).senders.map(({ name }) => name)
  return { modelHash: identity.modelHash, nodes: new Set([...names, 'logits']) }
}

/** `9.9`, `L9H9` and `a9.h9` are the same head. @throws PatchbayError (bad-input) where the model has no such node */
function nodeNamed(typed: string, nodes: ReadonlySet<string>, model: string): string {
  const [, layer, head] = /^(?:a|L)?(\d+)(?:\.h?|H)(\d+)$/.exec(typed) ?? []
  const node = layer === undefined ? typed : `a${Number(layer)}.h${Number(head)}`
  if (nodes.has(node)) return node
  throw new PatchbayError(
    'bad-input',
    `${model} has no node ${JSON.stringify(typed.slice(0, 40))}: name a head as a0.h1, an MLP as m0, or input or logits.`,
  )
}
