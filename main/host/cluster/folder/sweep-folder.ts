import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { PatchbayError } from '../../../../contract'

/** What is written last: a folder without it is half written. */
const MANIFEST = 'sweep.json'
const FORMAT = 'patchbay sweep folder 1'
const PART = '.part'

/** What a task writes just now, or was killed over. */
export function isHalfWritten(name: string): boolean {
  return name.endsWith(PART)
}

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  sweep: z.object({ id: z.string(), name: z.string() }),
  /** [task][job] what a task computes, in order: file names in jobs/. */
  tasks: z.array(
    z.array(
      z.object({ job: z.string().regex(/^\d+\.job$/), configuration: z.string().regex(/^[0-9a-f]+$/) }),
    ),
  ),
})
export type SweepManifest = Omit<z.output<typeof manifestSchema>, 'format'>

/**
 * A sweep on a file system that machines share, without any service: `jobs/` what is to be computed, `results/` what was, by
 * configuration, `stores/` what tasks keep of runs that are not done. Whatever is in `results/` is whole.
 */
export class SweepFolder {
  readonly folder: string

  constructor(folder: string) {
    this.folder = path.resolve(folder)
  }

  /** An empty folder, made where there is none. @throws PatchbayError (bad-input) where something is in it. */
  make(): void {
    if (existsSync(this.at(MANIFEST)))
      throw new PatchbayError('bad-input', `${this.folder} has a sweep already: name another folder.`)
    for (const inner of ['jobs', 'results', 'stores', 'logs'])
      this.guarded(() => mkdirSync(this.at(inner), { recursive: true }))
  }

  writeJob(name: string, bytes: Uint8Array): void {
    this.guarded(() => writeFileSync(this.at('jobs', name), bytes))
  }

  /** Answers its path. */
  writeScript(text: string): string {
    const script = this.at('array.sh')
    this.guarded(() => writeFileSync(script, text, { mode: 0o755 }))
    return script
  }

  writeManifest(manifest: SweepManifest): void {
    this.write(MANIFEST, Buffer.from(`${JSON.stringify({ format: FORMAT, ...manifest }, null, 1)}\n`))
  }

  /** @throws PatchbayError (bad-input) for a folder without a sweep, or with one of another version. */
  manifest(): SweepManifest {
    const file = this.at(MANIFEST)
    if (!existsSync(file))
      throw new PatchbayError(
        'bad-input',
        `${this.folder} has no ${MANIFEST}: name the folder that \`patchbay sweep slurm\` wrote.`,
      )
    try {
      const { format: _format, ...manifest } = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
      return manifest
    } catch (error) {
      throw new PatchbayError(
        'bad-input',
        `${file} is not as Patchbay writes it: write the sweep again, into another folder.`,
        {
          cause: error,
        },
      )
    }
  }

  /** Of one thing in the folder. */
  at(...names: string[]): string {
    return path.join(this.folder, ...names)
  }

  resultFile(configuration: string): string {
    return this.at('results', `${configuration}.run`)
  }

  /** Whole or not at all, also where the machine stops meanwhile. */
  writeResult(configuration: string, bytes: Uint8Array): void {
    this.write(path.join('results', `${configuration}.run`), bytes)
  }

  private write(name: string, bytes: Uint8Array): void {
    const half = this.at(`${name}.${randomUUID()}${PART}`)
    this.guarded(() => {
      try {
        writeFileSync(half, bytes, { flush: true })
        renameSync(half, this.at(name))
      } catch (error) {
        rmSync(half, { force: true })
        throw error
      }
    })
  }

  private guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw new PatchbayError(
        'store',
        `The folder ${this.folder} cannot be written (${code}): free space, or name another folder.`,
        {
          cause: error,
        },
      )
    }
  }
}
