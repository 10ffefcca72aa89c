import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'

/** Writes a file under another name first: a reader, or a crash, never meets a part of it. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const open = openSync(`${file}.part`, 'w')
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(open, bytes, written)
    fsyncSync(open)
  } finally {
    closeSync(open)
  }
  renameSync(`${file}.part`, file)
}

export function writeText(file: string, text: string): void {
  writeWhole(file, new TextEncoder().encode(text))
}

export function writeJson(file: string, value: unknown): void {
  writeText(file, `${JSON.stringify(value, null, 2)}\n`)
}
