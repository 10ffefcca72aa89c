import { configError, type ConfigFields } from '../settings/config-fields'
import type { StoredTensors } from '../weights/stored-tensors'
import { GPTJ_SETTINGS, planGptjLike } from './gptj'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { Projection, TransformerConfig } from '../transformer'

/** The heads are stored in so many groups, one for each processor that trained the model. */
const GROUPS = 4

export const CODEGEN: ArchitectureEntry = {
  modelTypes: ['codegen'],
  classNames: ['CodeGenForCausalLM', 'CodeGenModel'],
  plan: planCodegen,
  settings: GPTJ_SETTINGS,
}

/** CodeGenForCausalLM: GPT-J, with q, k and v in one matrix. */
function planCodegen(fields: ConfigFields): ModelPlan {
  const plan = planGptjLike(fields, 'codegen', (tensors, config, at) => {
    const take = (part: number) => takePart(tensors, config, `${at}attn.qkv_proj.weight`, part)
    return { q: take(0), v: take(1), k: take(2) }
  })
  const { heads } = plan.config
  if (heads % GROUPS !== 0) {
    throw configError(`n_head ${heads} must be a multiple of ${GROUPS}: heads are stored in ${GROUPS} groups`)
  }
  return plan
}

/** The matrix is [4 groups, 3, heads of a group, dHead, dModel]: in each group q (part 0), then v, then k. */
function takePart(
  tensors: StoredTensors,
  { heads, dHead, dModel }: TransformerConfig,
  name: string,
  part: number,
): Projection {
  const [head, partOfGroup] = [dHead * dModel, (dModel / GROUPS) * dModel]
  const grouped = tensors.take(name, [3 * dModel, dModel], {
    dims: [GROUPS, heads / GROUPS, dModel, dHead],
    strides: [3 * partOfGroup, head, 1, dModel],
    offset: part * partOfGroup,
  })
  return { weight: { ...grouped, dims: [heads, dModel, dHead] }, bias: null }
}
