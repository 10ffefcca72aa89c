/** A repository of the hub and one of its revisions, as a person names them. */
export interface HubName {
  /** `gpt2`, `EleutherAI/pythia-70m` */
  repo: string
  /** A branch, a tag or a commit. */
  revision: string
}

/** The id of a commit; git gives the contents of small files such ids, too. */
export const COMMIT = /^[0-9a-f]{40}$/

/** The branch that a name without a revision means. */
export const DEFAULT_REVISION = 'main'

/** What the hub allows as the name of an owner or a repository. */
const NAME_PART = /^(?!.*(--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/
const REVISION = /^(?!.*(\.\.|\/\/|@\{))[\w](?:[\w./+-]{0,198}[\w])?$/
/** Pasted from a browser's address bar, or as the Python library writes it. */
const ADDRESS = /^(?:https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/|hf:\/\/)(?:models\/)?/
/** Name and revision in the path of a page, in front of what it shows of them: a file, a folder. */
const PAGE = /^([^/]+(?:\/[^/]+)?)(?:\/(?:tree|blob|commit|resolve)\/(refs\/pr\/\d+|[^/]+)(?:\/.*)?)?\/?$/
const NAME_BYTES = 96

/**
 * `EleutherAI/pythia-70m`, `gpt2@607a30d` or the address of a model's page as a name; null for what cannot be one. A
 * relative path may look the same: whoever has a file system looks there first.
 */
export function parseHubName(typed: string): HubName | null {
  const address = ADDRESS.exec(typed)?.[0] ?? ''
  const [, name, revision] = address
    ? (PAGE.exec(ofPage(typed, address)) ?? [])
    : (/^([^@]+)(?:@(.+))?$/.exec(typed) ?? [])
  const [repo, after] = (name ?? '').split('@')
  const parts = repo.split('/')
  if (parts.length > 2 || repo.length > NAME_BYTES || !parts.every((part) => NAME_PART.test(part)))
    return null
  if (MODEL_FILE.test(repo)) return null
  const chosen = revision?.replaceAll(/%2F/gi, '/') ?? after ?? DEFAULT_REVISION
  return REVISION.test(chosen) ? { repo, revision: chosen } : null
}

/** Files of a model in the present folder are not meant as names. */
const MODEL_FILE = /\.(safetensors|onnx|json|bin|gguf|pt|pth|h5|npz|txt)$/i

/** Without what follows `?` or `#`. */
function ofPage(typed: string, address: string): string {
  return typed.slice(address.length).replace(/[?#].*$/, '')
}

/** The name as it is given to `models.open` and kept by a run. */
export function hubNameText({ repo, revision }: HubName): string {
  return revision === DEFAULT_REVISION ? repo : `${repo}@${revision}`
}

/** `EleutherAI/pythia-70m, commit a39f36b`, for people. */
export function sourceText({ repo, commit }: HubSource): string {
  return `${repo}, commit ${commit.slice(0, 7)}`
}

/** Where an open model comes from: files of one commit never change. */
export interface HubSource {
  repo: string
  /** The commit's id, 40 hexadecimal digits. */
  commit: string
}
