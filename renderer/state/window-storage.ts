import { createJSONStorage, type StateStorage } from 'zustand/middleware'

/**
 * Every window has a state of its own, also after a reload: it is kept in the storage of its session. The one that was
 * changed last is where the next start, and every new window, begins.
 */
const ownBeforeShared: StateStorage = {
  getItem: (name) => own()?.getItem(name) ?? window.localStorage.getItem(name),
  setItem: (name, value) => {
    own()?.setItem(name, value)
    window.localStorage.setItem(name, value)
  },
  removeItem: (name) => {
    own()?.removeItem(name)
    window.localStorage.removeItem(name)
  },
}

function own(): Storage | undefined {
  return window.sessionStorage
}

/** Where stores keep what is on screen in a window. */
export function windowStorage<State>() {
  // Outside of a window there is none, which the stores say once.
  return createJSONStorage<State>(() => (window.localStorage ? ownBeforeShared : window.localStorage))
}
