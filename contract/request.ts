import { z } from 'zod'

/** A request: how its arguments are checked, and (as a type only) what it answers. */
export interface RequestSpec<Args extends z.ZodType, Result> {
  args: Args
  /** Never set; carries the type. */
  result?: Result
}

export function request<Result>() {
  return <Args extends z.ZodType>(args: Args): RequestSpec<Args, Result> => ({ args })
}

export const nothing = z.object({}).default({})
export const runId = z.object({ id: z.string().min(1) })
