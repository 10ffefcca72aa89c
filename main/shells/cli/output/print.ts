import { print } from '../../streams'

/** What is unusual about a model or its prompts; stdout is for results alone. */
export function printNotes(notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`note: ${note}\n`)
}

/** JSON for programs; typed arrays become lists, numbers that JSON lacks become null. */
export function printJson(value: unknown): Promise<void> {
  return print(toJson(value))
}

export function toJson(value: unknown): string {
  const asList = (_key: string, each: unknown) =>
    ArrayBuffer.isView(each) ? Array.from(each as Float64Array) : each
  return JSON.stringify(value, asList, 2)
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
