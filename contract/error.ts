/** Why something failed, as a word a program can act on; the message is for people. */
export type ErrorCode =
  | 'bad-input' // the person's input: one clear sentence and what to do; exit code 2 on the command line
  | 'not-found' // a run, model or prompt set that is not there
  | 'not-cached' // a model of the hub that the local cache lacks: it can be downloaded
  | 'download' // the hub cannot be reached, refuses for now, or what it sent cannot be kept: try again; exit code 1
  | 'conflict' // the request does not fit the present state (e.g. pausing a finished run)
  | 'store' // the store cannot be read or written (full disk, newer version, no permission)
  | 'interrupted' // stopped on purpose before the end; resumable; exit code 130
  | 'host-lost' // the host process went away with this request pending
  | 'internal' // a defect of the program

/**
 * The one error type that crosses process borders. `message` is one sentence: what was wrong,
 * where (file, row, tensor, token), and what to do.
 */
export class PatchbayError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'PatchbayError'
    this.code = code
  }
}

/** The error as plain data, for transports that cannot carry an Error. */
export interface ErrorData {
  code: ErrorCode
  message: string
}

export function toErrorData(error: unknown): ErrorData {
  if (error instanceof PatchbayError) return { code: error.code, message: error.message }
  return { code: 'internal', message: messageOf(error) }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export function fromErrorData(data: ErrorData): PatchbayError {
  return new PatchbayError(data.code, data.message)
}
