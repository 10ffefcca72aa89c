import { useEffect, useState } from 'react'
import { messageOf, type ColumnMapping, type PromptRow, type UnmappedColumns } from '../../../../contract'
import { call } from '../../../state/client'

export interface MappedRows {
  rows: PromptRow[]
  problem: string | null
}

const NONE: MappedRows = { rows: [], problem: null }
const PREVIEWED = 3

/** The first rows by these columns, as the host reads them. */
export function useMappedRows(table: UnmappedColumns, mapping: ColumnMapping | null): MappedRows {
  const [mapped, setMapped] = useState<MappedRows>(NONE)
  const key = JSON.stringify(mapping)
  useEffect(() => {
    const chosen = JSON.parse(key) as ColumnMapping | null
    if (!chosen) return setMapped(NONE)
    const ended = new AbortController()
    const { columns, isText } = table
    call('prompts.map', { columns, isText, rows: table.rows.slice(0, PREVIEWED), mapping: chosen }, ended)
      .then((rows) => setMapped({ rows, problem: null }))
      .catch((error: unknown) => {
        if (!ended.signal.aborted) setMapped({ rows: [], problem: messageOf(error) })
      })
    return () => ended.abort()
  }, [table, key])
  return mapped
}
