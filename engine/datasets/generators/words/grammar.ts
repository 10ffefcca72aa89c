import { words } from './words'

/** `singular/plural` of people and things that something can be near to. */
export const SUBJECTS = words(`
  key/keys letter/letters picture/pictures report/reports teacher/teachers doctor/doctors
  student/students player/players author/authors farmer/farmers driver/drivers manager/managers
  writer/writers worker/workers guard/guards friend/friends brother/brothers sister/sisters
`)

export const NEIGHBOURS = words(`
  cabinet/cabinets door/doors window/windows table/tables house/houses road/roads car/cars tree/trees
  bridge/bridges shop/shops school/schools building/buildings
`)

/** People who do something to the subject. */
export const PEOPLE = words(`
  lawyer/lawyers judge/judges parent/parents artist/artists officer/officers singer/singers
  soldier/soldiers neighbour/neighbours boy/boys girl/girls king/kings visitor/visitors
`)

/** Verbs as those people (`singular/plural`) do it. */
export const TRANSITIVE_VERBS = words(`
  likes/like knows/know sees/see wants/want needs/need loves/love finds/find follows/follow
`)

/** Verb forms that may come next, `singular/plural`: every one of the subject's number is right. */
export const NEXT_VERBS = ['is/are', 'was/were', 'has/have', 'does/do']
