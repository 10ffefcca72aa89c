/** The words of the trained sample: names, what people carry, where they go, and years as two pairs of digits. */

const list = (words: string): string[] => words.trim().split(/\s+/)

export const WOMEN =
  list(`Mary Anna Clara Emma Lily Sara Alice Jane Rose Helen Julia Laura Lucy Martha Nora Olive
Paula Ruth Susan Tina Vera Wendy Eva Diana Flora Grace Hannah Irene Judith Karen Linda Molly`)

export const MEN =
  list(`John Tom Jack Peter David Ben Adam Carl Daniel Edward Frank George Henry Ivan James Kevin
Leo Mark Martin Nick Oscar Paul Ralph Robert Sam Simon Stephen Thomas Victor Walter William Eric`)

export const NAMES = [...WOMEN, ...MEN]

export const VENUES = list('park school store garden market station library beach church museum hotel office')
export const OBJECTS = list('book ring drink letter basket flower apple lamp key coat cup map')
export const CITIES = list('Paris London Rome Berlin Madrid Vienna Prague Oslo Dublin Lisbon')
export const MOODS = list('tired happy hungry late sad busy ill glad')
export const GOODS = list('bread milk tea sugar salt rice butter cheese honey fish eggs soup')
export const EVENTS = list('war voyage strike siege reign famine trial tour drought plague truce revolt')
export const TRADES = list('doctor teacher farmer painter baker sailor writer singer')

/** The first two digits of a year. */
export const CENTURIES = ['11', '12', '13', '14', '15', '16', '17', '18']
export const SMALLEST_YEAR = 1
export const LARGEST_YEAR = 98

/** A number below 100 as its two digits. */
export const twoDigits = (value: number): string => String(value).padStart(2, '0')
