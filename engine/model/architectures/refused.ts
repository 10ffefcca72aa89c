import { shown } from '../../../contract'
import { isObject } from '../read-file'
import { configError } from '../settings/config-fields'
import { REFUSED_KINDS, type RefusedKind } from './refused-kinds'

type Values = Record<string, unknown>

/** Classes that end in another head than that of a language model. */
const OTHER_HEADS =
  /For(Sequence|Token|Image|Audio)Classification$|ForQuestionAnswering$|ForMultipleChoice$|Reward(Model|Head)?$|ForReward\w*$/

/** What is known of an architecture that can be opened. */
interface Row {
  title: string
  modelTypes: readonly string[]
  classNames: readonly [string, ...string[]]
}

/**
 * Says why a model is not opened: its names contradict each other, it has another head, or it is of a kind that is left
 * out; else what can be opened.
 * @throws PatchbayError (bad-input), always
 */
export function refuseArchitecture(values: Values, rows: readonly Row[]): never {
  const { modelType, className } = namesIn(values)
  const byType = rows.find((row) => row.modelTypes.includes(modelType as string))
  const byClass = rows.find((row) => row.classNames.includes(className as string))
  const isContradiction = byType ? (byClass ?? listed(baseOf(className))) : byClass && listed(modelType)
  if (isContradiction) {
    throw configError(
      `model_type ${nameShown(modelType)} and architectures ${nameShown(className)} contradict each other; put the config.json of these weights beside them`,
    )
  }
  if (typeof className === 'string' && OTHER_HEADS.test(className)) {
    const original = byType ? ` (${byType.classNames[0]})` : ''
    throw configError(
      `${nameShown(className)} ends in the head of a classifier and predicts no tokens; open the language model that it was made from${original}`,
    )
  }
  const names = [modelType, className].filter((name) => name !== undefined).map(nameShown)
  const found = `the architecture ${names.join(', ')} is not supported`
  const kind = kindOf(values)
  if (kind) throw configError([`${found}: it is ${kind.what}`, kind.mend].filter(Boolean).join('; '))
  throw configError(`${found}; supported are ${titlesOf(rows)}`)
}

/** What people call them. */
export const titlesOf = (rows: readonly Row[]) => rows.map(({ title }) => title).join(', ')

/** The first of `architectures` names the class of the model. */
export function namesIn({
  model_type: modelType,
  architectures,
}: Values): Record<'modelType' | 'className', unknown> {
  const className: unknown = Array.isArray(architectures) ? architectures[0] : undefined
  return { modelType: modelType ?? undefined, className }
}

/** By its model type, or by the one that its class is named after; else by what its settings or its class show. */
function kindOf(values: Values): RefusedKind | undefined {
  const { modelType, className } = namesIn(values)
  return (
    listed(modelType) ??
    listed(baseOf(className)) ??
    REFUSED_KINDS.find(({ isSaidBy }) => isSaidBy?.(values)) ??
    REFUSED_KINDS.find(({ classNames }) => typeof className === 'string' && classNames?.test(className))
  )
}

function listed(name: unknown): RefusedKind | undefined {
  if (typeof name !== 'string') return undefined
  return REFUSED_KINDS.find(({ modelTypes }) =>
    modelTypes.split(' ').some((type) => bare(type) === bare(name)),
  )
}

/** `Mixtral` of `MixtralForCausalLM` */
function baseOf(className: unknown): unknown {
  return typeof className === 'string' ? className.replace(/(LMHead)?Model$|For[A-Z]\w+$/, '') : undefined
}

/** `qwen2_moe` and the `Qwen2Moe` of its classes are one name. */
const bare = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')

const METHODS: Readonly<Record<string, string>> = {
  gptq: 'GPTQ',
  awq: 'AWQ',
  bitsandbytes: 'bitsandbytes',
  fp8: 'FP8',
  fbgemm_fp8: 'FP8',
  mxfp4: 'MXFP4',
  hqq: 'HQQ',
  aqlm: 'AQLM',
  eetq: 'EETQ',
  quanto: 'Quanto',
  bitnet: 'BitNet',
}

/** @throws PatchbayError (bad-input) where config.json says that the weights are quantised, and how. */
export function refuseQuantised({ quantization_config: quantised = null }: Values): void {
  if (quantised === null) return
  const method = isObject(quantised) ? (quantised.quant_method ?? bitsAndBytes(quantised)) : undefined
  const how = typeof method === 'string' ? (METHODS[method] ?? nameShown(method)) : shown(quantised)
  throw configError(
    `the weights are quantised (${how}), and quantised weights are not read; open the model as it was before`,
  )
}

/** Its first versions did not write the method. */
const bitsAndBytes = (quantised: Values) =>
  quantised.load_in_4bit === true || quantised.load_in_8bit === true ? 'bitsandbytes' : undefined

/** A name as a file gives it; any other value as JSON. */
function nameShown(name: unknown): string {
  return typeof name === 'string' && name.length <= 80 ? name : shown(name)
}
