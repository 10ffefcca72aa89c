import { openMakePrompts } from '../../state/make-prompts'
import { openRun } from '../../state/open-run'
import { replaceDraft } from '../../state/prompts'
import { importCircuit } from '../../state/run-actions'
import { showView } from '../../state/workbench'
import { importFiles, PROMPT_FILES } from '../../views/dataset/import-prompts'
import { focusField } from '../../widgets/fields'
import { pickFiles } from '../../widgets/files'
import { MODEL_FIELD } from '../../views/model/model-field'
import { useCommand } from '../provided'

/** What opens, makes and imports models, prompts and circuits. */
export function FileCommands() {
  useCommand('model.open', () => {
    showView('model')
    focusField(MODEL_FIELD)
  })
  useCommand('prompts.new', () => {
    showView('dataset')
    replaceDraft({ type: 'new' })
  })
  useCommand('prompts.make', () => {
    showView('dataset')
    void openMakePrompts()
  })
  useCommand('prompts.import', () => void importPrompts())
  useCommand('circuit.import', () => void importPickedCircuit())
  return null
}

async function importPrompts(): Promise<void> {
  const files = await pickFiles(PROMPT_FILES, true)
  if (files.length === 0) return
  showView('dataset')
  await importFiles(files)
}

async function importPickedCircuit(): Promise<void> {
  const [file] = await pickFiles('.json,application/json', false)
  const run = file && (await importCircuit(file))
  if (run) await openRun(run)
}
