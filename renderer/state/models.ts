import { create } from 'zustand'
import { messageOf, type KnownModel } from '../../contract'
import { call, onEvent } from './client'
import { notifyProblem } from './notify'
import { notifyChange } from './notify-change'

interface ModelsStore {
  /** Models opened before, newest first; null until the host answered. */
  known: KnownModel[] | null
  /** One sentence when the list could not be read. */
  problem: string | null
}

export const useModels = create<ModelsStore>(() => ({ known: null, problem: null }))

async function refreshModels(): Promise<void> {
  try {
    useModels.setState({ known: await call('models.known', {}), problem: null })
  } catch (error) {
    useModels.setState({ problem: messageOf(error) })
  }
}

/** Reads the list and keeps it fresh; returns the function that ends it. */
export function followModels(): () => void {
  void refreshModels()
  return onEvent((event) => {
    const isBack = event.type === 'host-status' && event.status === 'ready'
    const isChange = event.type === 'models-changed' || event.type === 'hub-cache-changed'
    if (isBack || isChange) void refreshModels()
  })
}

/** Removes a model from the list, with undo; its files stay where they are. */
export async function forgetModel(path: string): Promise<void> {
  const name = useModels.getState().known?.find((model) => model.path === path)?.name ?? path
  const change = async (request: 'models.forget' | 'models.restore') => {
    await call(request, { path })
    await refreshModels()
  }
  try {
    await change('models.forget')
    notifyChange(`${name} was taken off the list. Its files stay where they are.`, {
      what: `take ${name} off the list`,
      undo: () => change('models.restore'),
      redo: () => change('models.forget'),
    })
  } catch (error) {
    notifyProblem('The model could not be removed from the list', error)
  }
}
