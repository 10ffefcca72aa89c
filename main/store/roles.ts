import { compareNodes, nodeRoleSchema, type NodeRole } from '../../contract'
import type { Database } from './database'
import { checked } from './spoilt'

interface RoleRow {
  node: string
  label: string
  role: string | null
  colour: string
  evidence: string
  prompts_name: string
}

/** What people say that nodes of models do. */
export class RoleTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** In the order of the model. @throws SpoiltError for one that cannot be read */
  list(modelHash: string): NodeRole[] {
    return this.rows(modelHash)
      .map(toRole)
      .sort((a, b) => compareNodes(a.node, b.node))
  }

  /** All or none, in place of what was said of the same nodes. All nodes of a label take the colour that is saved last. */
  save(modelHash: string, roles: readonly NodeRole[]): void {
    this.database.transaction(() => {
      const colours = new Map(roles.map(({ label, colour }) => [label, colour]))
      for (const role of roles) this.put(modelHash, { ...role, colour: colours.get(role.label)! })
      for (const { node, label, colour } of this.rows(modelHash)) {
        const wanted = colours.get(label)
        if (wanted !== undefined && wanted !== colour) this.paint(modelHash, node, wanted)
      }
    })
  }

  /** Adds what a file says; what was said here of the same nodes stays, and so do its groups' colours. */
  add(modelHash: string, roles: readonly NodeRole[]): void {
    this.database.transaction(() => {
      const here = this.rows(modelHash)
      const taken = new Set(here.map(({ node }) => node))
      const colours = new Map([...roles, ...here].map(({ label, colour }) => [label, colour]))
      for (const role of roles) {
        if (taken.has(role.node)) continue
        this.put(modelHash, { ...role, colour: colours.get(role.label)! })
      }
    })
  }

  remove(modelHash: string, nodes: readonly string[]): void {
    this.database.transaction(() => {
      for (const node of nodes)
        this.database.run('DELETE FROM roles WHERE model_hash = :modelHash AND node = :node', {
          modelHash,
          node,
        })
    })
  }

  private rows(modelHash: string): RoleRow[] {
    return this.database.all<RoleRow>('SELECT * FROM roles WHERE model_hash = :modelHash', { modelHash })
  }

  private put(modelHash: string, role: Omit<NodeRole, 'colour'> & { colour: string }): void {
    this.database.run(
      `INSERT INTO roles (model_hash, node, label, role, colour, evidence, prompts_name)
       VALUES (:modelHash, :node, :label, :role, :colour, :evidence, :promptsName)
       ON CONFLICT DO UPDATE SET label = excluded.label, role = excluded.role, colour = excluded.colour,
         evidence = excluded.evidence, prompts_name = excluded.prompts_name`,
      { modelHash, ...role },
    )
  }

  private paint(modelHash: string, node: string, colour: string): void {
    this.database.run('UPDATE roles SET colour = :colour WHERE model_hash = :modelHash AND node = :node', {
      ...{ modelHash, node, colour },
    })
  }
}

function toRole({ prompts_name: promptsName, node, label, role, colour, evidence }: RoleRow): NodeRole {
  const value = { node, label, role, colour, evidence, promptsName }
  return checked(nodeRoleSchema, value, `The role of ${JSON.stringify(node.slice(0, 40))}`, 'it')
}
