import { NativeSelect } from '@mantine/core'
import { COLUMN_FIELDS } from '../../../../contract'
import type { CellReading, ColumnField, ColumnMapping, UnmappedColumns } from '../../../../contract'
import styles from './column-grid.module.css'

/** Columns by field, not all of them chosen yet. */
export type ChosenColumns = Partial<ColumnMapping>

const FIELD_TITLES: Record<ColumnField, string> = {
  clean: 'Clean prompt',
  corrupt: 'Corrupt prompt',
  answers: 'Answer',
  wrongAnswers: 'Wrong answer',
  position: 'Answer position',
  template: 'Template',
}
const ROLES = [
  { value: '', label: 'not used' },
  ...COLUMN_FIELDS.map((field) => ({ value: field, label: FIELD_TITLES[field] })),
]
const READINGS: { value: CellReading; label: string }[] = [
  { value: 'text', label: 'text' },
  { value: 'ids', label: 'token ids' },
]
/** Fields that are text or ids; the others are what they are. */
const HAS_READING: readonly ColumnField[] = ['clean', 'corrupt', 'answers', 'wrongAnswers']
const SHOWN_ROWS = 4

interface ColumnGridProps {
  table: UnmappedColumns
  chosen: ChosenColumns
  onChange: (chosen: ChosenColumns) => void
}

/** The first rows of the table, with the role of each column above it. */
export function ColumnGrid({ table, chosen, onChange }: ColumnGridProps) {
  const fieldOf = (column: string) => COLUMN_FIELDS.find((field) => chosen[field]?.column === column)
  return (
    <div className={styles.grid} role="region" aria-label="Columns" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={column} data-used={fieldOf(column) !== undefined || undefined}>
                <span className={styles.columnName} title={column}>
                  {column}
                </span>
                <RoleSelects
                  column={column}
                  field={fieldOf(column)}
                  as={chosen[fieldOf(column) ?? 'clean']?.as ?? 'text'}
                  onChange={(field, as) =>
                    onChange(withRole(chosen, column, field, as ?? likelyReading(table, index)))
                  }
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, SHOWN_ROWS).map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td
                  key={index}
                  title={cell}
                  data-used={fieldOf(table.columns[index]) !== undefined || undefined}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RoleSelectsProps {
  column: string
  field: ColumnField | undefined
  as: CellReading
  onChange: (field: ColumnField | undefined, as?: CellReading) => void
}

function RoleSelects({ column, field, as, onChange }: RoleSelectsProps) {
  return (
    <div className={styles.roles}>
      <NativeSelect
        size="xs"
        aria-label={`Column ${column} is`}
        value={field ?? ''}
        data={ROLES}
        onChange={(event) => onChange(COLUMN_FIELDS.find((one) => one === event.currentTarget.value))}
      />
      {field && HAS_READING.includes(field) && (
        <NativeSelect
          size="xs"
          aria-label={`Column ${column} holds`}
          value={as}
          data={READINGS}
          onChange={(event) => onChange(field, event.currentTarget.value as CellReading)}
        />
      )}
    </div>
  )
}

/** A field has one column, and a column one field. */
function withRole(
  chosen: ChosenColumns,
  column: string,
  field: ColumnField | undefined,
  as: CellReading,
): ChosenColumns {
  const others = Object.entries(chosen).filter(([name, one]) => one?.column !== column && name !== field)
  const rest: ChosenColumns = Object.fromEntries(others)
  return field ? { ...rest, [field]: { column, as } } : rest
}

function likelyReading({ rows }: UnmappedColumns, index: number): CellReading {
  const cells = rows.map((row) => row[index]).filter((cell) => cell !== '')
  return cells.length > 0 && cells.every((cell) => /^\s*\[[\d\s,]+\]\s*$/.test(cell)) ? 'ids' : 'text'
}
