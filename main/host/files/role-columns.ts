import { isSiteTable, nodeOfRow, type NodeRole, type Table } from '../../../contract'

/** A table of edges with the roles of their senders and receivers, one of sites with those of their nodes, as labels. */
export function withRoles({ columns, rows }: Table, roles: readonly NodeRole[]): Table {
  const labels = new Map(roles.map(({ node, label }) => [node, label]))
  const labelOf = (node: string | null) => (node === null ? null : (labels.get(node) ?? null))
  if (columns.includes('sender')) {
    return {
      columns: [...columns, 'sender_role', 'receiver_role'],
      rows: rows.map((row) => ({
        ...row,
        sender_role: labelOf(String(row.sender)),
        receiver_role: labelOf(String(row.receiver).replace(/<.>$/, '')),
      })),
    }
  }
  if (!isSiteTable({ columns, rows })) return { columns, rows }
  return {
    columns: [...columns, 'role'],
    rows: rows.map((row) => ({ ...row, role: labelOf(nodeOfRow(row)) })),
  }
}
