import type { CheckedArgsOf, RequestName, ResultOf } from '../../../contract'

/** Requests about an explanation that is open. */
export type ExplainName = Exclude<Extract<RequestName, `explain.${string}`>, 'explain.open'>
/** Without the id of the explanation. */
export type ExplainArgs<Name extends ExplainName> = Omit<CheckedArgsOf<Name>, 'id'>
export type ExplainAnswer<Name extends ExplainName> = ResultOf<Name>
export type ExplainQuestion = { [Name in ExplainName]: { name: Name; args: ExplainArgs<Name> } }[ExplainName]
