import { openExplanation } from '../explain/open-explanation'
import type { ExplainName } from '../process/explain-questions'
import type { Handler, HandlersOf } from './host-context'

export const explainHandlers = {
  'explain.open': openExplanation,
  'explain.summary': asked('explain.summary'),
  'explain.head': asked('explain.head'),
  'explain.copying': asked('explain.copying'),
  'explain.attention': asked('explain.attention'),
  'explain.edge': asked('explain.edge'),
  'explain.edgeEffects': asked('explain.edgeEffects'),
  'explain.lens': asked('explain.lens'),
  'explain.roles': asked('explain.roles'),
} satisfies HandlersOf<'explain'>

function asked<Name extends ExplainName>(name: Name): Handler<Name> {
  return ({ id, ...args }, { explanations }, signal) => explanations.ask(id, name, args, signal)
}
