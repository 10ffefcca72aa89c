import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../contract'

/** Writes to stdout and waits until it is out: a pipe may take long, and `process.exit` cuts it off. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) =>
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve()),
  )
}

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

/** Refuses a file that could not be written in the end, before anything is computed for it. */
export function checkOutFile(file: string | undefined): void {
  if (file === undefined) return
  const folder = path.dirname(path.resolve(file))
  if (!existsSync(folder))
    throw new PatchbayError('bad-input', `--out ${file}: there is no folder ${folder}.`)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new PatchbayError('bad-input', `--out ${file} is a folder: name a file in it.`)
  }
}

/** Writes a whole file or none. */
export function writeOutFile(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.unfinished`
  try {
    writeFileSync(unfinished, text)
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOSPC' ? 'the disk is full' : code === 'EACCES' ? 'permission denied' : String(code)
    throw new PatchbayError('bad-input', `${file} could not be written: ${why}.`, { cause: error })
  }
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
