import { judgeForm } from '../methods/evaluate/form'
import { followExplained } from './explain-stage'

/** Another run is shown in Discover: Judge and Explain begin with that one again, whatever was chosen there before. */
export function followDiscover(): void {
  judgeForm.set({ judged: null })
  followExplained()
}
