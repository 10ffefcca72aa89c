import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { FILE_LIMITS, mappingOfOption, PatchbayError } from '../../../../contract'
import type { ArgsOf, NamedBytes } from '../../../../contract'
import { modelPath } from '../model-path'
import { readBytes, readText } from './read-files'

/** Options that say how a file of prompts is read, as typed. */
export interface ImportOptions {
  prompts: string
  model?: string
  columns?: string
  corruptColumn?: string
  verbs?: string
}

export function withImport(command: Command): Command {
  return command
    .requiredOption(
      '--prompts <FILE>',
      'JSON, CSV, JSON Lines, Excel or Parquet of any known layout, or sample:NAME, or run:ID for those of a run; CLEAN,CORRUPT for a pair of files',
    )
    .option(
      '--columns <MAPPING>',
      'which column is what, e.g. clean=prompt,corrupt=foil,answer=target,wrong=distractor (answer=target:ids for token ids)',
    )
    .option(
      '--corrupt-column <NAME>',
      'which of the corrupt prompts of a known layout, e.g. corrupted_hard or abc_counterfactual',
    )
    .option(
      '--verbs <FILE>',
      'singular and plural verbs, a pair a line, for agreement sets without answers (default: a list of ours)',
    )
}

/** What is to be read, and what it is called. @throws PatchbayError (bad-input) */
export function promptSource(options: ImportOptions): { source: ArgsOf<'prompts.parse'>; fileName: string } {
  const { prompts, columns, corruptColumn, verbs, model } = options
  const [file, partner] = promptFiles(prompts).map(namedBytes)
  const chosen = {
    ...(corruptColumn !== undefined && { corrupt: corruptColumn }),
    ...(verbs !== undefined && { verbs: readText(verbs, FILE_LIMITS.edgeList) }),
  }
  return {
    fileName: file.fileName,
    source: {
      file,
      ...(partner && { partner }),
      ...(columns !== undefined && { mapping: mappingOfOption(columns) }),
      options: chosen,
      ...(model !== undefined && { model: modelPath(model) }),
    },
  }
}

/** @throws PatchbayError (bad-input) for options that say how a file is read: a sample is read as it is. */
export function refuseForSample({ prompts, columns, corruptColumn, verbs }: ImportOptions): void {
  const typed = { '--columns': columns, '--corrupt-column': corruptColumn, '--verbs': verbs }
  const [flag] = Object.entries(typed).find(([, value]) => value !== undefined) ?? []
  if (flag === undefined) return
  throw new PatchbayError(
    'bad-input',
    `${flag} says how a file is read, and ${prompts} is none: leave it out.`,
  )
}

/** A pair of files has a comma between, unless there is one file of that name. */
export function promptFiles(typed: string): string[] {
  if (existsSync(typed) || !typed.includes(',')) return [typed]
  const parts = typed.split(',')
  const files = parts.map((part) => part.trim())
  if (files.length === 2 && files.every((file) => file !== '')) return files
  throw new PatchbayError(
    'bad-input',
    `--prompts takes one file, or two with a comma between, not ${parts.length}.`,
  )
}

function namedBytes(file: string): NamedBytes {
  return { fileName: path.basename(file), bytes: Uint8Array.from(readBytes(file, FILE_LIMITS.prompts)) }
}
