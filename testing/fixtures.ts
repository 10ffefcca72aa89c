import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The folder of the tiny models and their reference numbers; fixtures/README.md says what is in it. */
export const FIXTURES = path.join(import.meta.dirname, '../fixtures')

export const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
