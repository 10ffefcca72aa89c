import type { z } from 'zod'
import { PatchbayError } from '../../contract'

/** Something in the store that is not as we wrote it: a damaged disk, or another program. */
export class SpoiltError extends PatchbayError {
  readonly why: string

  constructor(what: string, why: string) {
    super(
      'store',
      `${what} is damaged in the store (${why}): delete it, or put back a copy of the store from before.`,
    )
    this.why = why
  }
}

/** A value of the store against what it must be. `column` says where it was. @throws SpoiltError */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  column: string,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { path } = result.error.issues[0]
  throw new SpoiltError(what, `${[column, ...path].join('.')} is not as it was written`)
}

/** @throws SpoiltError where the text is not in the form that `parse` reads */
export function parsed(text: string, what: string, column: string, parse = JSON.parse as Parse): unknown {
  try {
    return parse(text)
  } catch {
    throw new SpoiltError(what, `${column} cannot be read`)
  }
}

type Parse = (text: string) => unknown
