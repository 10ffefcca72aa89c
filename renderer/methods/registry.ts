import { definitionOf, type RunConfig, type RunMethod } from '../../contract'
import { acdcView } from './acdc'
import { activationView } from './activation'
import { attributionView } from './attribution'
import { checkView } from './check'
import { eapView } from './eap'
import { edgesView } from './edges'
import { evaluateView } from './evaluate'
import { importView } from './import'
import { scoredPart } from '../views/discover/scored-part'
import type { DiscoverPart, DiscoverStart, MethodView, ScreenStart, TraceStart } from './method-view'
import { pathView } from './path'
import { testsView } from './tests'
import { workflowView } from './workflow'

/** Every method; one that is missing is a type error. Choices of a method are offered in this order. */
const METHOD_VIEWS: { readonly [Name in RunMethod]: MethodView<Name> } = {
  acdc: acdcView,
  attribution: attributionView,
  activation: activationView,
  eap: eapView,
  edges: edgesView,
  path: pathView,
  evaluate: evaluateView,
  tests: testsView,
  workflow: workflowView,
  check: checkView,
  import: importView,
}

/** The view of a method known only at run time: pass it configurations and results of that method only. */
export function methodView(method: RunMethod): MethodView {
  return METHOD_VIEWS[method] as MethodView
}

/** What Discover shows of a run of the method; for a method of the stages, the same as for any run that scores edges. */
export function discoverPart(method: RunMethod): DiscoverPart {
  return METHOD_VIEWS[method].discover ?? scoredPart(() => methodLabel(method))
}

/** What a method is called wherever runs of several methods are listed. */
export function methodLabel(method: RunMethod): string {
  return method === 'import' ? 'Imported circuit' : definitionOf(method).title
}

/** Whether some runs of the method are shown in a stage. */
export function isOfStages(method: RunMethod): boolean {
  const { screen, confirm, trace, judge } = METHOD_VIEWS[method] as MethodView
  return [screen, confirm, trace, judge].some((part) => part !== undefined)
}

const views = (Object.keys(METHOD_VIEWS) as RunMethod[]).map(methodView)

/** What can be started from each view, in the order of its menu. */
export const DISCOVER_STARTS: readonly DiscoverStart[] = views.flatMap((view) => view.discoverStarts ?? [])
export const SCREEN_STARTS: readonly ScreenStart[] = views.flatMap((view) => view.screenStarts ?? [])
export const TRACE_STARTS: readonly TraceStart[] = views.flatMap((view) => view.traceStarts ?? [])

/** The start that is chosen in a form; the first if none is, or if the saved one no longer exists. */
export function startOf<Start extends { value: string }>(
  starts: readonly Start[],
  value: string | null,
): Start {
  return starts.find((start) => start.value === value) ?? starts[0]
}

/** Puts the choices of a stored run into the form that would start it again. */
export function fillForm(config: RunConfig): void {
  methodView(config.method).fillForm(config)
}
