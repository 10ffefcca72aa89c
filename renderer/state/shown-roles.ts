import { createContext, useContext } from 'react'
import { useOpenRoles, type ModelRoles } from './roles'

/** The roles of the model whose run a view shows; null: of the open model. */
export const ShownRoles = createContext<ModelRoles | null>(null)

/** What people said of the nodes that are on screen. */
export function useShownRoles(): ModelRoles {
  const open = useOpenRoles()
  return useContext(ShownRoles) ?? open
}
