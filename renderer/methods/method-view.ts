import type { ComponentType } from 'react'
import type {
  CommonConfig,
  Direction,
  MethodConfigs,
  MethodName,
  MethodResults,
  RunMethod,
  RunSummary,
  SiteFamily,
  SiteScores,
} from '../../contract'
import type { ComputationalGraph } from '../../engine/graph'
import type { DiscoverForm } from '../state/discover-form'
import type { LiveRun } from '../state/live-run'
import type { StageForm } from '../state/stage-form'
import type { Stage } from '../state/stages'
import type { Confirmed, Judged, Traced } from '../views/stages/stage-results'
import type { FactGroup } from '../views/discover/edge-groups'
import type { Settings } from './settings'

/** The configuration of a method, and its result; an imported circuit has neither. */
export type ConfigOf<Name extends RunMethod> = Name extends MethodName ? MethodConfigs[Name] : never
type ResultOf<Name extends RunMethod> = Name extends MethodName ? MethodResults[Name] : never

/**
 * All that the interface knows of one method: how it is started, how a stored run is put back into
 * its form, which views show its runs, and what they show there.
 */
export interface MethodView<Name extends RunMethod = RunMethod> {
  /** What each part of a configuration is called, in the order in which it is listed; null: not listed. */
  settings: Settings<ConfigOf<Name>>
  /** Choices that follow from a run but are not in its configuration, named as other methods name them. */
  impliedSettings?(summary: RunSummary): Readonly<Record<string, unknown>>
  /** The stages that show such a run; the first when it is opened. None: Discover shows it. */
  stagesOf(config: ConfigOf<Name>): readonly Stage[]
  /** Puts the choices of a stored run into the form that would start it again. */
  fillForm(config: ConfigOf<Name>): void
  /** Adjusts the forms of its stages to a run that they now show. */
  whenShown?(run: Pick<RunSummary, 'id'>): void
  /** The ways to start it from Discover, Screen and Trace: entries of the menu there. */
  discoverStarts?: readonly DiscoverStart<Name>[]
  screenStarts?: readonly ScreenStart<Name>[]
  traceStarts?: readonly TraceStart<Name>[]
  /** What each stage shows of a run; a stage that is left out shows nothing of it. */
  screen?: StagePart<Name, SiteScores>
  confirm?: StagePart<Name, Confirmed>
  trace?: StagePart<Name, Traced>
  judge?: StagePart<Name, Judged>
  /** What Discover shows of a run. */
  discover?: DiscoverPart
}

interface StagePart<Name extends RunMethod, Part> {
  /** What the method is called there. */
  title(config: ConfigOf<Name> | null): string
  of(result: ResultOf<Name>, config: ConfigOf<Name> | null): Part
}

interface Start {
  /** What the form stores when it is chosen. */
  value: string
  label: string
}

export interface DiscoverStart<Name extends RunMethod = RunMethod> extends Start {
  /** On the button, after "Run". */
  name: string
  /** In the header, beside the method and the metric. */
  HeaderFields?: ComponentType
  /** In the settings bar of Discover. */
  SettingsFields: ComponentType
  config(common: CommonConfig, form: DiscoverForm): ConfigOf<Name>
  /** What is missing before it can start, as a sentence. */
  obstacle?(form: DiscoverForm): string | null
  /** What the method does, shown before the first run. */
  explained: string
  /** The button below that. */
  action: string
  /** Added to the line on what it will work on: `, threshold 0.02` */
  note?(): string
}

export interface ScreenStart<Name extends RunMethod = RunMethod> extends Start {
  /** One sentence on what it does. */
  text: string
  /** Whether it can score each neuron of a layer. */
  scoresNeurons: boolean
  /** Whether it estimates by the gradient of the metric. */
  needsGradient: boolean
  /** Whether there is a choice of ablation; without one it is resample. */
  takesAblation(direction: Direction): boolean
  config(common: CommonConfig, form: StageForm, sites: SiteFamily[]): ConfigOf<Name>
}

export interface TraceStart<Name extends RunMethod = RunMethod> extends Start {
  /** What is traced, and how; `graph` is that of the run on screen, else of the open model. */
  WhatField?: ComponentType<TraceFieldProps>
  HowField?: ComponentType<Pick<TraceFieldProps, 'onEdgesChange'>>
  /** Why what was chosen cannot be traced in this graph, as a sentence. */
  problem?(graph: ComputationalGraph): string | null
  config(common: CommonConfig, form: StageForm, graph: ComputationalGraph | null): ConfigOf<Name>
  /** What will be traced, in a sentence. */
  explained(graph: ComputationalGraph | null): string
  /** On the button that starts it where nothing was traced yet; left out: there is no such button. */
  action?(graph: ComputationalGraph | null): string
  /** The list of its edges. */
  list?: TraceList
  /** What the form asks for, as the picture shows it before it is traced. */
  proposed?(graph: ComputationalGraph): TraceProposal
  /** Puts a node that was clicked in the picture into the form. */
  selectNode?(graph: ComputationalGraph, node: string): void
  /** Each click adds to what is in the form, or takes away from it. */
  addsByClick?: boolean
}

/** Nodes that are framed, and edges that are drawn as being tested. */
export interface TraceProposal {
  nodes: readonly string[]
  edges?: readonly number[]
}

interface TraceFieldProps {
  graph: ComputationalGraph | null
  /** Called when the form asks for other edges: they may have been traced already. */
  onEdgesChange: () => void
}

export interface TraceList {
  label: string
  title(graph: ComputationalGraph): string
  /** How many edges there are in the model; left out: as many as were traced. */
  size?(graph: ComputationalGraph): number
}

export interface DiscoverPart {
  /** How the run was made, beside its name and time. */
  facts(run: LiveRun): [string, string][]
  /** All facts about one edge; the numbers of a group add up as printed. */
  edgeGroups(run: LiveRun, edge: number): FactGroup[]
  /** `kept, effect +0.4200`: one edge in one line. */
  edgeText(run: LiveRun, edge: number): string
  /** What the numbers in the list of edges are. */
  listHint?: string
  /** In the panel below: the run log, and a plot beside it. */
  Log: ComponentType<{ run: LiveRun }>
  /** What the log is called; left out: the run log. */
  logTitle?: string
  Plot?: ComponentType<{ run: LiveRun }>
  /** What a run is called when it is done, and when it was stopped by hand. */
  doneText: string
  stoppedText: string
  /** Sentences that make the result less certain than it looks. */
  warnings?(run: LiveRun): string[]
}
