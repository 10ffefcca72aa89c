import type { PathScore } from '../../../contract'
import { edgeName, pathNameOf, type ComputationalGraph } from '../../../engine/graph'
import { effectFacts } from '../../state/effect-facts'
import type { MethodRun } from '../../state/run-store'
import { Spread } from '../../views/stages/spread'
import type { Traced, TracedEdge } from '../../views/stages/stage-results'
import { TracedTitle } from '../../views/stages/traced-title'
import { Section } from '../../widgets/panes'
import { pathForm } from './form'
import { pathEdges } from './path-edges'
import { PATH_TRACE } from './path-trace'

export function tracedPath(score: PathScore): Traced {
  return {
    baseMetric: score.baseMetric,
    passes: null,
    edgesOf: (graph, traceMode) => {
      // While another path is in the form, this one is not what is asked for.
      const isAsked =
        traceMode === PATH_TRACE.value && pathNameOf(pathForm.get().path) === pathNameOf(score.path)
      return isAsked ? edgesOfPath(graph, score) : []
    },
    facts: (run) => <PathFacts score={score} run={run} />,
  }
}

/** The path's edges, each with the effect of the whole. */
function edgesOfPath(graph: ComputationalGraph, { path, effect }: PathScore): TracedEdge[] {
  const found = pathEdges(graph, path)
  if ('problem' in found) return []
  return found.edges.map((edge, row) => ({ row, edge, name: edgeName(graph, edge), score: effect }))
}

/** A patched path: base run + effect = patched. */
export function PathFacts({ score, run }: { score: PathScore; run: MethodRun }) {
  return (
    <Section title="Path">
      <TracedTitle
        name={score.path}
        facts={effectFacts({ ...run.summary, base: score.baseMetric, effect: score.effect })}
      />
      <Spread effects={score.perPrompt} run={run} />
    </Section>
  )
}
