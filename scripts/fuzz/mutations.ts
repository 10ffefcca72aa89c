import fc from 'fast-check'

/** What is done to a file: to its bytes, or to the values of its JSON. Positions are taken modulo the length. */
export type Mutation =
  | { kind: 'flip' | 'insert' | 'cut' | 'double'; at: number; byte: number; length: number }
  | { kind: 'value'; path: number[]; action: Action; value: unknown }

const ACTIONS = ['delete', 'double', 'replace', 'retype', 'rename', 'inflate'] as const
type Action = (typeof ACTIONS)[number]

/** Values that programs stumble over. */
const ODD_VALUES: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e-320,
  1e308,
  2 ** 31,
  2 ** 53,
  4_300_000_000,
  '',
  ' ',
  'NaN',
  '-Infinity',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '/dev/zero',
  '\u0000',
  '\ud800',
  '\ufeff',
  'a'.repeat(5_000),
  [],
  {},
  [[]],
  [null],
  { toString: 1 },
  { length: -1 },
  { type: 'Nobody' },
  { Regex: '(a|a)*$' },
  { Regex: '(' },
]

const index = fc.nat(2 ** 20)

const byteMutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'cut', 'double'),
  at: index,
  byte: fc.nat(255),
  length: fc.constantFrom(1, 2, 8, 64, 1024),
})

const valueMutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constant('value' as const),
  path: fc.array(index, { minLength: 1, maxLength: 6 }),
  action: fc.constantFrom(...ACTIONS),
  value: fc.oneof(fc.constantFrom(...ODD_VALUES), fc.integer(), fc.double(), fc.string({ maxLength: 12 })),
})

/** A few changes of one file; those of values reach further, so they are the more frequent ones. */
export const mutationsArbitrary: fc.Arbitrary<Mutation[]> = fc.array(
  fc.oneof({ weight: 3, arbitrary: valueMutation }, { weight: 1, arbitrary: byteMutation }),
  { minLength: 1, maxLength: 3 },
)

/** The changed file. Changes of values leave a text alone that is not (or no longer) JSON. */
export function mutate(file: Buffer, mutations: readonly Mutation[]): Buffer {
  return mutations.reduce((bytes, mutation) => {
    return mutation.kind === 'value' ? changeValue(bytes, mutation) : changeBytes(bytes, mutation)
  }, file)
}

function changeBytes(
  bytes: Buffer,
  { kind, at, byte, length }: Exclude<Mutation, { kind: 'value' }>,
): Buffer {
  const start = bytes.length === 0 ? 0 : at % bytes.length
  const [before, part, after] = [
    bytes.subarray(0, start),
    bytes.subarray(start, start + length),
    bytes.subarray(start + length),
  ]
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.from(part.map((one) => one ^ byte)), after])
    case 'insert':
      return Buffer.concat([before, Buffer.alloc(length, byte), part, after])
    case 'double':
      return Buffer.concat([before, part, part, after])
    case 'cut':
      return byte < 128 ? before : Buffer.concat([before, after])
  }
}

type Container = Record<string, unknown> | unknown[]

function changeValue(bytes: Buffer, { path, action, value }: Extract<Mutation, { kind: 'value' }>): Buffer {
  let root: unknown
  try {
    root = JSON.parse(bytes.toString('utf8'))
  } catch {
    return bytes
  }
  const found = find(root, path)
  if (!found) return Buffer.from(JSON.stringify(action === 'delete' ? null : value) ?? 'null')
  act(found.inside, found.key, action, value)
  return Buffer.from(JSON.stringify(root))
}

/** The value as deep as the path leads. */
function find(root: unknown, path: readonly number[]): { inside: Container; key: string } | null {
  let found: { inside: Container; key: string } | null = null
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null) break
    const keys = Object.keys(value)
    if (keys.length === 0) break
    const key = keys[step % keys.length]
    found = { inside: value as Container, key }
    value = (value as Record<string, unknown>)[key]
  }
  return found
}

function act(inside: Container, key: string, action: Action, value: unknown): void {
  const object = inside as Record<string, unknown>
  const old = object[key]
  switch (action) {
    case 'delete':
      if (Array.isArray(inside)) inside.splice(Number(key), 1)
      else delete object[key]
      return
    case 'double':
      if (Array.isArray(inside)) inside.push(old)
      else object[`${key}2`] = old
      return
    case 'replace':
      object[key] = value
      return
    case 'retype':
      object[key] = Array.isArray(old)
        ? Object.fromEntries(old.entries())
        : typeof old === 'object'
          ? [old]
          : [[old]]
      return
    case 'rename':
      if (Array.isArray(inside)) return
      delete object[key]
      object[typeof value === 'string' ? value : `${key}!`] = old
      return
    case 'inflate':
      object[key] = Array.isArray(old)
        ? Array.from({ length: 300 }, (_, i) => old[i % Math.max(1, old.length)])
        : typeof old === 'number'
          ? old * 1e9
          : JSON.stringify(old).slice(0, 2_000).repeat(500)
  }
}
