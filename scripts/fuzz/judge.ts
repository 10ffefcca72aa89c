import { PatchbayError } from '../../contract'

/** A reader of files, with real files to start from. */
export interface Format {
  /** Whole files, to be changed. */
  seeds: Buffer[]
  /** Reads a changed copy of a seed. @throws what a person would see. */
  read(file: Buffer, seed: number): void
  /** Names of the file, of a row or a field: a refusal says where. */
  names: RegExp
}

export interface Verdict {
  /** `broken`: not accepted and not refused with a sentence. */
  kind: 'accepted' | 'refused' | 'broken'
  /** Of a refusal or of what broke. */
  message: string
  /** Processor time. */
  cpuMs: number
}

/** JavaScript's own messages, which say nothing about the file. */
const JAVASCRIPT =
  /Cannot (read|set|convert|destructure|create)|is not (a function|iterable|a constructor)|undefined is|of undefined|Invalid (array|string|typed array) length|call stack|out of memory/

const MOST_CHARACTERS = 1_500

/** One case. A refusal has to be one sentence of class `bad-input` that names the spot. */
export function judge(format: Format, file: Buffer, seed: number): Verdict {
  const before = process.cpuUsage()
  let kind: Verdict['kind'] = 'accepted'
  let message = ''
  try {
    format.read(file, seed)
  } catch (error) {
    message = error instanceof Error ? error.message : String(error)
    kind = isSentence(error, format) ? 'refused' : 'broken'
    if (kind === 'broken')
      message = `${error instanceof Error ? (error.stack ?? message) : message}`.slice(0, 1_500)
  }
  const { user, system } = process.cpuUsage(before)
  return { kind, message, cpuMs: (user + system) / 1000 }
}

function isSentence(error: unknown, { names }: Format): boolean {
  if (!(error instanceof PatchbayError) || error.code !== 'bad-input') return false
  const { message } = error
  return (
    message.length <= MOST_CHARACTERS &&
    message.endsWith('.') &&
    names.test(message) &&
    !JAVASCRIPT.test(withoutQuotes(message))
  )
}

/** Without what is quoted from the file. */
function withoutQuotes(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"?/g, '""')
}
