import { useEffect } from 'react'
import { create } from 'zustand'
import {
  acceptedRole,
  roleGroups,
  type NodeRole,
  type RoleGroup,
  type RoleSuggestion,
  type RunDetail,
} from '../../contract'
import { shownNode } from '../../engine/graph'
import { call, onEvent } from './client'
import { isImported } from './finds'
import { notifyProblem } from './notify'
import { notifyChange } from './notify-change'
import { recordChange } from './undo'
import { useWorkbench } from './workbench'

/** What people said that the nodes of one model do. */
export interface ModelRoles {
  list: readonly NodeRole[]
  byNode: ReadonlyMap<string, NodeRole>
  groups: readonly RoleGroup[]
}

const NONE: ModelRoles = { list: [], byNode: new Map(), groups: [] }

interface RolesStore {
  /** By the hash of the model: those that were asked for. */
  byModel: Readonly<Record<string, ModelRoles>>
}

/** The one owner of roles. Only this file writes to it. */
const useRolesStore = create<RolesStore>(() => ({ byModel: {} }))

/** Roles of a model; none while its hash is not known. */
export function useRoles(modelHash: string | null): ModelRoles {
  return useRolesStore(({ byModel }) => (modelHash === null ? NONE : (byModel[modelHash] ?? NONE)))
}

/** Hash of the open model; null until its weights were read through. */
export function useOpenModelHash(): string | null {
  return useWorkbench(({ model }) => model?.identity?.modelHash ?? null)
}

export function useOpenRoles(): ModelRoles {
  return useRoles(useOpenModelHash())
}

/** Roles of the model of a run; an imported circuit takes those of the model that is open. */
export function useRunRoles(run: Pick<RunDetail, 'summary' | 'provenance'> | null): ModelRoles {
  const open = useOpenModelHash()
  const own = run?.provenance?.modelHash ?? null
  useEffect(() => {
    if (own !== null) ensureRoles(own)
  }, [own])
  return useRoles(run && !isImported(run.summary) ? own : open)
}

const asked = new Set<string>()

/** Reads the roles of a model, once; again with what others report, and from a host that is back. */
export function ensureRoles(modelHash: string): void {
  if (asked.has(modelHash)) return
  asked.add(modelHash)
  void readRoles(modelHash)
}

export function modelRoles(modelHash: string | null): ModelRoles {
  return (modelHash !== null && useRolesStore.getState().byModel[modelHash]) || NONE
}

let lastAnswer = 0

/** Answers that are overtaken by later ones are dropped. */
async function take(modelHash: string, question: Promise<NodeRole[]>): Promise<void> {
  const mine = ++lastAnswer
  latestOf.set(modelHash, mine)
  const list = await question
  if (latestOf.get(modelHash) !== mine) return
  const roles = { list, byNode: new Map(list.map((role) => [role.node, role])), groups: roleGroups(list) }
  useRolesStore.setState(({ byModel }) => ({ byModel: { ...byModel, [modelHash]: roles } }))
}
const latestOf = new Map<string, number>()

async function readRoles(modelHash: string): Promise<void> {
  try {
    await take(modelHash, call('roles.list', { modelHash }))
  } catch (error) {
    notifyProblem('The roles of the model could not be read', error)
  }
}

/** Says what these nodes do, in place of what was said before. */
export async function saveRoles(modelHash: string, roles: NodeRole[]): Promise<void> {
  if (roles.length === 0) return
  const nodes = roles.map(({ node }) => node)
  const before = rolesOf(modelHash, nodes)
  try {
    await put(modelHash, roles)
  } catch (error) {
    notifyProblem('The role could not be saved', error)
    return
  }
  recordChange({
    what: `say what ${nodesText(nodes)} does`,
    undo: () => replaceRoles(modelHash, nodes, before),
    redo: () => put(modelHash, roles),
  })
}

function rolesOf(modelHash: string, nodes: readonly string[]): NodeRole[] {
  return modelRoles(modelHash).list.filter(({ node }) => nodes.includes(node))
}

function put(modelHash: string, roles: NodeRole[]): Promise<void> {
  return take(modelHash, call('roles.save', { modelHash, roles }))
}

/** Has these nodes the roles given, and no other. */
async function replaceRoles(modelHash: string, nodes: readonly string[], roles: NodeRole[]): Promise<void> {
  const bare = nodes.filter((node) => !roles.some((role) => role.node === node))
  if (bare.length > 0) await take(modelHash, call('roles.remove', { modelHash, nodes: bare }))
  if (roles.length > 0) await put(modelHash, roles)
}

function nodesText(nodes: readonly string[]): string {
  return nodes.length === 1 ? shownNode(nodes[0]) : `each of ${nodes.length} nodes`
}

/** Accepts suggestions as they are, those of many heads at once. */
export function acceptRoles(
  modelHash: string,
  accepted: readonly { node: string; suggestion: RoleSuggestion }[],
  promptsName: string,
): Promise<void> {
  const others = [...modelRoles(modelHash).list]
  for (const { node, suggestion } of accepted)
    others.push(acceptedRole(node, suggestion, promptsName, others))
  return saveRoles(modelHash, others.slice(-accepted.length))
}

/** Renames a group, with all of its nodes. */
export function renameGroup(modelHash: string, from: string, label: string): Promise<void> {
  const { list } = modelRoles(modelHash)
  return saveRoles(
    modelHash,
    list.filter((role) => role.label === from).map((role) => ({ ...role, label })),
  )
}

/** Takes back what was said of these nodes, with undo. */
export async function removeRoles(modelHash: string, nodes: readonly string[]): Promise<void> {
  const before = rolesOf(modelHash, nodes)
  if (before.length === 0) return
  const remove = () =>
    take(modelHash, call('roles.remove', { modelHash, nodes: before.map(({ node }) => node) }))
  try {
    await remove()
  } catch (error) {
    notifyProblem('The role could not be removed', error)
    return
  }
  const [{ node, label }] = before
  const what =
    before.length === 1
      ? `${shownNode(node)} is no longer “${label}”.`
      : `${before.length} roles were removed.`
  notifyChange(what, {
    what: `remove ${before.length === 1 ? `the role of ${shownNode(node)}` : `${before.length} roles`}`,
    undo: () => put(modelHash, before),
    redo: remove,
  })
}

/** Reads the roles of the open model, and what others say meanwhile; returns the function that ends it. */
export function followRoles(): () => void {
  const read = () => {
    const hash = useWorkbench.getState().model?.identity?.modelHash
    if (hash) ensureRoles(hash)
  }
  read()
  const endWorkbench = useWorkbench.subscribe(read)
  const endEvents = onEvent((event) => {
    const isBack = event.type === 'host-status' && event.status === 'ready'
    if (event.type === 'roles-changed' || isBack) {
      const changed = event.type === 'roles-changed' ? event.modelHash : null
      for (const hash of asked) if (changed === null || changed === hash) void readRoles(hash)
      if (isBack) read()
    }
  })
  return () => {
    endWorkbench()
    endEvents()
  }
}
