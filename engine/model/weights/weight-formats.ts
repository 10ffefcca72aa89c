import { basename, dirname, extname, join } from 'node:path'

const ORIGINAL = 'open the original model as safetensors'
const PICKLES = ['.bin', '.pt', '.pth', '.ckpt', '.pkl']

/** Weight formats that are known and not read: what they are. */
const OTHER_FORMATS: Record<string, string> = {
  '.gguf': `GGUF weights are not read; ${ORIGINAL}`,
  '.h5': `Keras weights are not read; ${ORIGINAL}`,
  '.msgpack': `Flax weights are not read; ${ORIGINAL}`,
  '.npz': `NumPy archives are not read; ${ORIGINAL}`,
}

const WHY_NOT = 'a pickle file can run code when it is read, so it is never opened; convert it in Python: '

/**
 * Why the weights in `path` are not read, and how they are converted; null for other files. `beside`: names of the
 * files in its folder.
 */
export function refusedFormat(path: string, beside: readonly string[]): string | null {
  const name = basename(path)
  if (/^pytorch_model\..*index.*\.json$/.test(name)) return WHY_NOT + savedByTransformers(dirname(path))
  const extension = extname(name).toLowerCase()
  if (Object.hasOwn(OTHER_FORMATS, extension)) return OTHER_FORMATS[extension]
  if (!PICKLES.includes(extension) || BESIDE_A_MODEL.test(name)) return null
  return WHY_NOT + (isTransformers(name) ? savedByTransformers(dirname(path)) : ofStateDict(path, beside))
}

/** What a training leaves beside the weights. */
const BESIDE_A_MODEL = /^(training_args|optimizer|scheduler|scaler|rng_state(_\d+)?)\.(bin|pth?)$/

/** The file to name where a folder has only weights that are not read: of the model, before others. */
export function firstRefused(folder: string, names: readonly string[]): string | null {
  const refused = names
    .map((name) => join(folder, name))
    .filter((path) => refusedFormat(path, names) !== null)
  return refused.find((path) => isTransformers(basename(path))) ?? refused.sort()[0] ?? null
}

function isTransformers(name: string): boolean {
  return /^pytorch_model\b.*\.bin$/.test(name)
}

function savedByTransformers(folder: string): string {
  const quoted = JSON.stringify(folder)
  return `from transformers import AutoModelForCausalLM as M; M.from_pretrained(${quoted}).save_pretrained(${quoted})`
}

/** Of what torch.save wrote: the tensors by name, by themselves or within a checkpoint. */
function ofStateDict(path: string, beside: readonly string[]): string {
  const [from, to] = [path, join(dirname(path), 'model.safetensors')].map((one) => JSON.stringify(one))
  const convert = [
    'import torch, safetensors.torch as s',
    `d = torch.load(${from}, map_location="cpu", weights_only=True)`,
    'n = lambda v: isinstance(v, dict) and sum(map(torch.is_tensor, v.values()))',
    'd = next((d[k] for k in ("model_state_dict", "state_dict", "model") if k in d), max([d, *d.values()], key=n))',
    `s.save_file({k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, ${to})`,
  ].join('; ')
  if (beside.includes('config.json')) return convert
  const ofLens =
    'json.dump({k: v for k, v in model.cfg.to_dict().items() if not callable(v)}, FILE, default=str)'
  return `${convert}; then put the model's config.json beside it (of a TransformerLens model: ${ofLens})`
}
