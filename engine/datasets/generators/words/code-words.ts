import { words } from './words'

/** Names that variables of programs have. */
export const VARIABLES = words(`
  size name value result index count file path data text line page table model image color width
  height start end user group level state order title label object source target input output number
  length key mode type code node list point range scale shape speed time date version option config
  event error first last new old project message address client
`)

/** Words of descriptions that say nothing about the variables. */
export const DESCRIPTIONS = words(`
  river paper garden music window winter stone bread market silver mountain letter bridge horse island
  summer forest water coffee station street church family village dinner doctor weather corner engine
  pocket
`)
