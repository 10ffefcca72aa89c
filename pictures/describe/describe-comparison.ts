import {
  certificateNote,
  roleGroups,
  saidTitle,
  stabilityNote,
  type NodeRole,
  type RunComparison,
} from '../../contract'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import { formatCount, shortHash } from '../../renderer/widgets/format'
import { numberedTitle } from './describe-run'
import type { Description, Fact } from './description'

/** Two runs side by side, in words. */
export function describeComparison(comparison: RunComparison, roles: readonly NodeRole[] = []): Description {
  const { a, b, both, onlyA, onlyB, edgeJaccard, nodeJaccard, modelHash, differences } = comparison
  const side = (run: typeof a) => `${numberedTitle(run)}, ${saidTitle(run, METRIC_LABEL[run.metric])}`
  const model = a.modelName === b.modelName ? a.modelName : `A ${a.modelName}, B ${b.modelName}`
  const prompts = a.promptsName === b.promptsName ? a.promptsName : `A ${a.promptsName}, B ${b.promptsName}`
  return {
    title: `${numberedTitle(a)} (A) against ${numberedTitle(b)} (B)`,
    facts: [
      { name: 'A', text: side(a) },
      { name: 'B', text: side(b) },
      { name: 'model', text: model },
      ...(modelHash ? [{ name: 'model hash', text: modelHash, brief: shortHash(modelHash) }] : []),
      { name: 'prompts', text: prompts },
      {
        name: 'edges',
        text: `${formatCount(both.length)} in both, ${formatCount(onlyA.length)} only in A, ${formatCount(onlyB.length)} only in B`,
      },
      ...stabilityFacts(a, b),
      { name: 'Jaccard', text: `edges ${edgeJaccard.toFixed(3)}, nodes ${nodeJaccard.toFixed(3)}` },
      ...differences.map(({ what, a: ofA, b: ofB }) => ({
        name: what,
        text: `A ${ofA}, B ${ofB}`,
        brief: LONG.has(what) ? null : undefined,
      })),
      { name: 'run ids', text: `A ${a.id}, B ${b.id}`, brief: null },
    ],
    notes: [a, b].flatMap((run) => {
      const note = certificateNote(run)
      return note?.level === 'warning' ? [`${numberedTitle(run)}: ${note.text}`] : []
    }),
    roles: roleGroups(roles),
  }
}

function stabilityFacts(a: RunComparison['a'], b: RunComparison['b']): Fact[] {
  const [ofA, ofB] = [a, b].map((run) => stabilityNote(run)?.replace('stability ', '') ?? 'not measured')
  return [{ name: 'stability', text: ofA === ofB ? ofA : `A ${ofA}, B ${ofB}` }]
}

/** Differences that a picture has no room for, or says otherwise. */
const LONG = new Set([
  ...['model', 'model hash', 'tokenizer', 'certificate', 'prompts', 'prompts hash'],
  ...['computed with', 'answers', 'beginning-of-text token', 'Patchbay', 'ONNX Runtime', 'state'],
])
