import { PatchbayError } from '../../../contract'
import type { z } from 'zod'

/**
 * What zod found, as one sentence: `"config.threshold" must be a number, but it is "abc".` Only the first
 * problem is described in full; fixing it often fixes the others.
 */
export function describeProblems(error: z.ZodError, input: unknown, what: string): string {
  const issue = withinUnion(error.issues[0])
  const where = issue.path.length > 0 ? `"${pathName(issue.path)}"` : what
  const value = valueAt(input, issue.path)
  const others = error.issues.length - 1
  const more = others > 0 ? ` (and ${others} more ${others === 1 ? 'problem' : 'problems'})` : ''
  const prefix = issue.path.length > 0 ? `${what}: ` : ''
  if (issue.code === 'unrecognized_keys')
    return `${prefix}${where} has the unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.map(show).join(', ')}${more}.`
  if (value === undefined) return `${prefix}${where} is missing: it must be ${wanted(issue)}${more}.`
  return `${prefix}${where} must be ${wanted(issue)}, but it is ${show(value)}${more}.`
}

/** Of several forms that a value may have, the problem of the one that it was meant to have, of which a part is wrong. */
function withinUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const meant = issue.errors
    .map(([first]) => first)
    .find((first) => first && (first.path.length > 0 || first.code === 'unrecognized_keys'))
  return meant ? withinUnion({ ...meant, path: [...issue.path, ...meant.path] }) : issue
}

/** Checks data from outside against a schema of the contract. `what` names it, e.g. a file. */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new PatchbayError('bad-input', describeProblems(result.error, input, what))
}

const NAMES: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return NAMES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.length === 1 ? show(issue.values[0]) : `one of ${issue.values.join(', ')}`
    case 'invalid_union':
      return [
        ...new Set(issue.errors.map((options) => wanted(options[0])).flatMap((text) => text.split(' or '))),
      ].join(' or ')
    case 'too_small':
      return bounded(issue.origin, issue.inclusive ? 'at least' : 'more than', Number(issue.minimum))
    case 'too_big':
      return bounded(issue.origin, issue.inclusive ? 'at most' : 'less than', Number(issue.maximum))
    default:
      return `something else (${issue.message})`
  }
}

function bounded(origin: string, relation: string, limit: number): string {
  if (origin === 'string')
    return limit === 1 ? 'text that is not empty' : `text of ${relation} ${limit} characters`
  if (origin === 'array') return `a list of ${relation} ${limit} entries`
  return `${relation} ${limit}`
}

/** `rows[3].clean` */
function pathName(path: PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`
    const key = String(part)
    const shown = key.length > 80 ? `${key.slice(0, 77)}...` : key
    return name === '' ? shown : `${name}.${shown}`
  }, '')
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part],
    input,
  )
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
