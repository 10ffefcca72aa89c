import { shown } from '../../../contract'

/** Sentences about settings of config.json; `setting` is its path, `rope_scaling.factor`. */

export function overruledWarning(setting: string, value: unknown, by: string, counts: unknown): string {
  return `config.json: ${setting} ${shown(value)} is not used, because ${by} ${shown(counts)} takes its place, as in the Hugging Face library.`
}

export function codeWarning(setting: string, value: unknown, architecture: string): string {
  return `config.json: ${setting} ${shown(value)} names Python code that comes with the model. It is not run: this is ${architecture} as in the Hugging Face library, and if that code computes something else, every number here is of another model.`
}

/** More names than this would hide the first ones. */
const NAMED = 20

/** `settings`: at least one that nobody knows. */
export function unreadWarning(settings: readonly string[]): string {
  const more = settings.length > NAMED ? ` and ${settings.length - NAMED} more` : ''
  const list = settings.slice(0, NAMED).map((setting) => shown(setting))
  return settings.length === 1
    ? `config.json: ${list[0]} is a setting that Patchbay does not know; if it changes the model, every number here is of another model.`
    : `config.json: ${list.join(', ')}${more} are settings that Patchbay does not know; if one of them changes the model, every number here is of another model.`
}
