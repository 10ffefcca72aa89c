import path from 'node:path'
import {
  FILE_LIMITS,
  PatchbayError,
  rangeValues,
  sweepFileSchema,
  SWEEP_AXES,
  SWEEP_EXPORT_FORMAT,
} from '../../../../contract'
import type {
  AxisValue,
  MethodName,
  PromptSet,
  SweepAxis,
  SweepAxisName,
  SweepFile,
  SweepFileValues,
  SweepSpec,
} from '../../../../contract'
import { hubNameOf } from '../../../host/files/model-path'
import { isSample } from '../../../host/files/samples'
import { parseJson } from '../../../host/files/parse-json'
import type { Host } from '../../../host/host'
import { checkShape } from '../../../host/requests/readable-problems'
import { modelPath } from '../model-path'
import { readCircuit, readText } from '../run/read-files'
import { findRun } from '../runs/find-run'
import { readSweepExport, type ReadSweep } from './read-sweep-export'
import { refuseUnused } from './refuse-unused'
import { promptsOfFile } from './sweep-prompts'
import { configOfOptions } from './sweep-options'

/** What a sweep file asks for, with all that it names; of an exported sweep, what was asked. @throws PatchbayError (bad-input) naming the file and the key. */
export async function readSweepFile(host: Host, fileName: string): Promise<ReadSweep> {
  const json = parseJson(readText(fileName, FILE_LIMITS.prompts), fileName, FILE_LIMITS.prompts)
  if (isExport(json)) return readSweepExport(json, fileName)
  refuseUnknown(json, fileName)
  const file = checkShape(sweepFileSchema, json, fileName)
  return new SweepFileReader(host, file, fileName).read()
}

function isExport(json: unknown): json is object {
  return typeof json === 'object' && json !== null && 'format' in json && json.format === SWEEP_EXPORT_FORMAT
}

const KEYS = Object.keys(sweepFileSchema.shape)

function refuseUnknown(json: unknown, fileName: string): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return
  const unknown = Object.keys(json).find((key) => !KEYS.includes(key))
  if (unknown !== undefined)
    throw new PatchbayError(
      'bad-input',
      `${fileName}: a sweep has no "${unknown}": it has ${KEYS.join(', ')}.`,
    )
  const axes = 'axes' in json && typeof json.axes === 'object' && json.axes !== null ? json.axes : {}
  const axis = Object.keys(axes).find((name) => !SWEEP_AXES.some((known) => known === name))
  if (axis !== undefined)
    throw new PatchbayError(
      'bad-input',
      `${fileName}: there is no axis "${axis}": the axes are ${SWEEP_AXES.join(', ')}.`,
    )
}

class SweepFileReader {
  private readonly folder: string
  private readonly sets: PromptSet[] = []

  constructor(
    private readonly host: Host,
    private readonly file: SweepFile,
    private readonly fileName: string,
  ) {
    this.folder = path.dirname(path.resolve(fileName))
  }

  async read(): Promise<ReadSweep> {
    const { file } = this
    refuseUnused(file, this.fileName)
    const axes: SweepAxis[] = []
    for (const name of SWEEP_AXES) {
      const values = file.axes?.[name]
      if (values !== undefined) axes.push({ name, values: await this.valuesOf(name, values) })
    }
    const points = await this.points()
    const methods = valuesOn('method', axes, points) as MethodName[]
    const method = file.method ?? methods[0]
    if (method === undefined) throw this.missing('method')
    const model = file.model === undefined ? valuesOn('model', axes, points)[0] : this.modelOf(file.model)
    if (model === undefined) throw this.missing('model')
    const prompts = await this.basePrompts()
    const swept = sweptOptions(axes, points)
    const own = await this.options(method, 'options', file.options, swept)
    const base = { ...own, method, model: String(model), prompts } as SweepSpec['base']
    const spec: SweepSpec = {
      base: { ...base, metric: base.metric ?? 'logit_diff' },
      axes,
      ...(points && { points }),
      ...(file.take &&
        file.take !== 'grid' && { take: { kind: 'random', count: file.take.random, seed: file.take.seed } }),
      ...(this.sets.length > 0 && { sets: this.sets.filter((set) => set !== prompts) }),
      ...(file.generator && { generator: file.generator }),
      ...(await this.methods(methods, swept)),
      judge: file.judge ?? true,
      by: file.by ?? 'absolute',
      ...(file.reference !== undefined && { reference: await this.reference(file.reference) }),
    }
    return { spec, name: file.name, notes: [prompts, ...this.sets].flatMap(({ notes }) => notes ?? []) }
  }

  private async valuesOf(axis: SweepAxisName, given: SweepFileValues): Promise<AxisValue[]> {
    if (!Array.isArray(given)) {
      if (NUMBER_AXES.includes(axis)) return this.named('', () => rangeValues(axis, given))
      throw new PatchbayError(
        'bad-input',
        `${this.fileName}: "axes.${axis}" takes a list: only numbers have a range.`,
      )
    }
    const values: AxisValue[] = []
    for (const [at, value] of given.entries())
      values.push(await this.valueOf(axis, value, `axes.${axis}.${at}`))
    return values
  }

  private async valueOf(axis: SweepAxisName, value: unknown, key: string): Promise<AxisValue> {
    if (axis === 'model') return this.modelOf(String(value))
    if (axis === 'prompts') return this.promptsNamed(value as string, key)
    if (typeof value === 'object')
      throw new PatchbayError('bad-input', `${this.fileName}: "${key}" must be a number or a word.`)
    return value as AxisValue
  }

  private async points(): Promise<SweepSpec['points']> {
    const { points } = this.file
    if (!points) return undefined
    const read: NonNullable<SweepSpec['points']> = []
    for (const [at, point] of points.entries()) {
      const values: (typeof read)[number] = {}
      for (const [axis, value] of Object.entries(point) as [SweepAxisName, AxisValue][])
        values[axis] = await this.valueOf(axis, value, `points.${at}.${axis}`)
      read.push(values)
    }
    return read
  }

  /** Names a set that the axis `prompts` has; each is read once. */
  private async promptsNamed(given: string, key: string): Promise<string> {
    const known = this.readSets.get(JSON.stringify(given))
    if (known) return known.name
    const set = await this.promptsAt(given, key)
    this.readSets.set(JSON.stringify(given), set)
    this.sets.push(set)
    return set.name
  }

  private readonly readSets = new Map<string, PromptSet>()

  private promptsAt(given: SweepFile['prompts'], key: string): Promise<PromptSet> {
    const { host, file, folder, fileName } = this
    return promptsOfFile(host, { given: given!, file, folder, where: `${fileName}: "${key}"` })
  }

  /** Those of the file, else the first of the axis; of a sweep over seeds none are read. */
  private async basePrompts(): Promise<PromptSet> {
    const { prompts, generator } = this.file
    if (prompts !== undefined)
      return this.readSets.get(JSON.stringify(prompts)) ?? this.promptsAt(prompts, 'prompts')
    const [first] = this.sets
    if (first) return first
    if (!generator) throw this.missing('prompts')
    const { splitOf } = await import('../run/split-options')
    const heldOut = this.file['hold-out']
    const split = splitOf({ holdOut: heldOut === undefined ? undefined : String(heldOut) }, undefined)
    return { name: generator.task, bos: generator.bos, rows: [], ...(split && { split }) }
  }

  private modelOf(given: string): string {
    return isSample(given) || hubNameOf(given) !== null ? modelPath(given) : path.resolve(this.folder, given)
  }

  private options(
    method: MethodName,
    key: string,
    given: SweepFile['options'],
    swept: Record<string, string>,
  ): Promise<Partial<SweepSpec['base']>> {
    const { host, folder, fileName } = this
    return configOfOptions(host, { method, given, swept, folder, where: `${fileName}: "${key}"` })
  }

  private async methods(
    methods: readonly MethodName[],
    swept: Record<string, string>,
  ): Promise<Pick<SweepSpec, 'methods'>> {
    const { file } = this
    if (!file.methods) return {}
    const read: NonNullable<SweepSpec['methods']> = {}
    for (const [method, given] of Object.entries(file.methods) as [MethodName, SweepFile['options']][]) {
      if (!methods.includes(method))
        throw new PatchbayError(
          'bad-input',
          `${this.fileName}: "methods.${method}" is not among the methods of the axis "method".`,
        )
      // What all methods have in common is among the options of the first.
      const metric: Record<string, string> =
        file.options.metric === undefined ? {} : { metric: String(file.options.metric) }
      const {
        method: _method,
        metric: _metric,
        ...own
      } = await this.options(...([method, `methods.${method}`, given, { ...metric, ...swept }] as const))
      read[method] = own
    }
    return { methods: read }
  }

  private reference(given: string): Promise<NonNullable<SweepSpec['reference']>> {
    return this.named('"reference": ', async () =>
      given.startsWith('run:')
        ? { runId: (await findRun(this.host, given.slice('run:'.length))).id }
        : readCircuit(path.resolve(this.folder, given)),
    )
  }

  /** What goes wrong names the file and the key. */
  private async named<T>(key: string, read: () => T | Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (error) {
      if (error instanceof PatchbayError) error.message = `${this.fileName}: ${key}${error.message}`
      throw error
    }
  }

  private missing(key: string): PatchbayError {
    return new PatchbayError('bad-input', `${this.fileName}: "${key}" is missing, and no axis gives it.`)
  }
}

const NUMBER_AXES: readonly SweepAxisName[] = ['seed', 'resample', 'threshold', 'edges']

function valuesOn(name: SweepAxisName, axes: readonly SweepAxis[], points: SweepSpec['points']): AxisValue[] {
  const ofPoints = points?.flatMap((point) => point[name] ?? []) ?? []
  return [...(axes.find((axis) => axis.name === name)?.values ?? []), ...ofPoints]
}

/** Options of methods that axes give, each with its first value: a command needs one. */
function sweptOptions(axes: readonly SweepAxis[], points: SweepSpec['points']): Record<string, string> {
  const options = ['metric', 'direction', 'ablation', 'order', 'threshold'] as const
  const given = options.map((name) => [name, valuesOn(name, axes, points)[0]] as const)
  return Object.fromEntries(
    given.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}
