import { words } from './words'

export const PLACES = words(`
  store park school office station garden market beach museum hospital library house church hotel bank
  farm
`)

/** Things that are handed from one person to another. */
export const OBJECTS = words(`
  drink book ball ring letter key ticket hat gift map camera coin pen phone flower watch
`)

/** What lasts some years. */
export const EVENTS = words(`
  war journey reign project siege trial conflict treaty mission expedition campaign alliance famine
  rebellion truce voyage debate dispute drought exile marriage occupation partnership plague
  revolution study strike search construction programme
`)

/** `country/capital`; both are names of one word. */
export const CAPITALS = words(`
  France/Paris Germany/Berlin Italy/Rome Spain/Madrid Russia/Moscow China/Beijing Japan/Tokyo
  England/London Ireland/Dublin Austria/Vienna Greece/Athens Egypt/Cairo Iran/Tehran Iraq/Baghdad
  Syria/Damascus Norway/Oslo Sweden/Stockholm Finland/Helsinki Denmark/Copenhagen Poland/Warsaw
  Hungary/Budapest Portugal/Lisbon Belgium/Brussels Turkey/Ankara Cuba/Havana Peru/Lima Chile/Santiago
  Kenya/Nairobi Thailand/Bangkok Afghanistan/Kabul Canada/Ottawa Ukraine/Kiev Lebanon/Beirut
  Scotland/Edinburgh Romania/Bucharest Bulgaria/Sofia
`)

export const COLOURS = words(`
  red blue green yellow black white brown pink orange purple grey silver
`)

/** Things that may have any colour. */
export const COLOURED_THINGS = words(`
  ball box car hat cup book chair door shirt bag bike lamp boat table coat bottle
`)
