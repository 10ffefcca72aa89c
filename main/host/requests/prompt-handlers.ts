import { PatchbayError, rowsOf, type PromptSet } from '../../../contract'
import { resolveModelPath } from '../files/model-path'
import { isSample, listSamples, readSamplePrompts } from '../files/samples'
import { whenFree } from '../../store'
import type { HandlersOf, HostContext } from './host-context'

export const promptHandlers = {
  async 'prompts.check'({ model, bos, answerReading, rows }, { models }, signal) {
    return models.checkPrompts(model, { bos, answerReading }, rows, signal)
  },

  async 'prompts.task'({ model, pairs }, { models, tasks }, signal) {
    return tasks.check(await models.get(model, signal), pairs, signal)
  },

  async 'prompts.parse'({ model, ...args }, { reading, store }, signal) {
    const path = model === undefined ? {} : { path: resolveModelPath(model) }
    const read = await reading.run('parse-prompts', { ...args, ...path }, signal)
    if (read.kind !== 'columns') return read
    const suggested = store().columnMappings.find(read.columns)
    return suggested ? { ...read, suggested, isRemembered: true } : read
  },

  async 'prompts.map'(preview, { reading }, signal) {
    return reading.run('map-prompts', { preview }, signal)
  },

  async 'prompts.rememberColumns'({ columns, mapping }, { store }) {
    await whenFree(() => store().columnMappings.save(columns, mapping))
    return null
  },

  async 'prompts.generators'() {
    const { promptTasks } = await import('../../../engine/reading')
    return promptTasks()
  },

  async 'prompts.make'({ model, ...request }, { models }, signal) {
    return models.makePrompts(model ?? null, request, signal)
  },
} satisfies HandlersOf<'prompts'>

export const promptSetHandlers = {
  async 'promptSets.list'(_args, { store, reading }) {
    const saved = store().promptSets.list()
    const bundled = await Promise.all(
      listSamples().flatMap(({ prompts }) =>
        prompts.map(async ({ id }) => {
          const { name, rows } = await samplePromptSet(id, reading)
          return { id, name, rowCount: rows.length, updatedAt: 0, bundled: true }
        }),
      ),
    )
    return [...bundled, ...saved]
  },

  async 'promptSets.get'({ id }, { store, reading }) {
    return isSample(id) ? samplePromptSet(id, reading) : store().promptSets.get(id)
  },

  async 'promptSets.save'({ id, set }, { store, emit }) {
    refuseBundled(id)
    const saved = await whenFree(() => store().promptSets.save(set, id))
    emit({ type: 'prompt-sets-changed' })
    return saved
  },

  async 'promptSets.delete'({ id }, { store, emit }) {
    refuseBundled(id)
    await whenFree(() => store().promptSets.delete(id))
    emit({ type: 'prompt-sets-changed' })
    return null
  },
} satisfies HandlersOf<'promptSets'>

/** By id: they ship, and do not change. */
const samples = new Map<string, PromptSet>()

/** Read in a thread, as all else: here the code for it would be loaded while the first window waits for answers. */
async function samplePromptSet(id: string, reading: HostContext['reading']): Promise<PromptSet> {
  const known = samples.get(id)
  if (known) return known
  const { title, fileName, text } = readSamplePrompts(id)
  const { rows, bos = 'tokenizer', choices } = rowsOf(await reading.run('parse-prompts', { text, fileName }))
  // That it was read from a file says nothing: it ships.
  const { source: _source, ...ofSet } = choices ?? {}
  const set = { name: title, bos, rows, ...ofSet }
  samples.set(id, set)
  return set
}

function refuseBundled(id: string | undefined): void {
  if (id === undefined || !isSample(id)) return
  throw new PatchbayError(
    'conflict',
    'This prompt set ships with the program: save it under another name to change it.',
  )
}
