import { MADE_LIMITS, PatchbayError, shown, type MakePrompts } from '../../../contract'

/** @throws PatchbayError (bad-input) for more text than templates and lists have: it would take minutes to draw from. */
export function refuseSizes({ lists = {}, templates = [], options }: MakePrompts): void {
  const { words, wordLength, templateLength, optionLength } = MADE_LIMITS
  for (const [name, entries] of Object.entries(lists)) {
    refuseMore(`The word list ${shown(name, 40)}`, entries.length, [words, 'words'])
    const long = entries.find((entry) => entry.length > wordLength)
    if (long)
      refuseMore(`The word ${shown(long, 40)} of the list ${shown(name, 40)}`, long.length, [
        wordLength,
        'characters',
      ])
  }
  refuseMore('The task', templates.length, [MADE_LIMITS.templates, 'templates'])
  const long = templates.find((text) => text.length > templateLength)
  if (long) refuseMore(`The template ${shown(long, 40)}`, long.length, [templateLength, 'characters'])
  for (const [name, value] of Object.entries(options))
    refuseMore(`The option ${shown(name, 40)}`, String(value).length, [optionLength, 'characters'])
}

function refuseMore(what: string, count: number, [most, unit]: [number, string]): void {
  if (count <= most) return
  const counts = `${count.toLocaleString('en-US')} ${unit}; at most ${most.toLocaleString('en-US')} are read`
  throw new PatchbayError('bad-input', `${what} has ${counts}: shorten it.`)
}
