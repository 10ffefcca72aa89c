import { jsonText } from '../../../../contract'
import { print } from '../../streams'

/** What is unusual about a model or its prompts; stdout is for results alone. */
export function printNotes(notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`note: ${note}\n`)
}

/** As jsonText writes it. */
export function printJson(value: unknown): Promise<void> {
  return print(jsonText(value))
}

/** Columns side by side. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)))
  const line = (row: string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column]))
      .join('  ')
      .trimEnd()
  return [head, ...rows].map(line).join('\n')
}
