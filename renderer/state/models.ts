import { create } from 'zustand'
import { messageOf, type KnownModel } from '../../contract'
import { call, onEvent } from './client'
import { notifyProblem } from './notify'

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

/** Removes a model from the list; its files stay where they are. */
export async function forgetModel(path: string): Promise<void> {
  try {
    await call('models.forget', { path })
    await refreshModels()
  } catch (error) {
    notifyProblem('The model could not be removed from the list', error)
  }
}
