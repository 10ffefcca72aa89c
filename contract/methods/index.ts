import { z } from 'zod'
import { withSiteNames } from '../vocabulary'
import { acdc } from './acdc'
import { activation } from './activation'
import { attribution } from './attribution'
import { check } from './check'
import type { MethodDefinition } from './definition'
import { eap } from './eap'
import { edges } from './edges'
import { evaluate } from './evaluate'
import { path } from './path'
import type { OpeningStage, WorkflowStep } from './stages'
import { tests } from './tests'
import { workflow } from './workflow'

/** Every method, by name: the one list of them. */
export const METHODS = { acdc, activation, attribution, edges, path, eap, evaluate, tests, workflow, check }
export type MethodName = keyof typeof METHODS
export const METHOD_NAMES = Object.keys(METHODS) as MethodName[]

type Methods = typeof METHODS
export type MethodConfigs = { [Name in MethodName]: z.output<Methods[Name]['config']> }
export type MethodResults = { [Name in MethodName]: NonNullable<Methods[Name]['result']> }
export type MethodStages = { [Name in MethodName]: Methods[Name]['stages'][number] }
/** What can be started as a run. */
export type RunConfig = MethodConfigs[MethodName]
export type MethodResult = MethodResults[MethodName]
export type RunStage = OpeningStage | MethodStages[MethodName]

/** What a run reports when it begins to do something else; `step` where that is part of a workflow. */
export interface StageEvent<Stage extends RunStage = RunStage> {
  type: 'stage'
  stage: Stage
  step?: WorkflowStep
}

type Schema = Methods[MethodName]['config']
const schemas = Object.values(METHODS).map(({ config }) => config) as [Schema, ...Schema[]]

/** Every configuration; `places` and `place` are read as `sites` and `site`. */
export const runConfigSchema = z.preprocess(
  (config: z.input<Schema>) => withSiteNames(config),
  z.discriminatedUnion('method', schemas),
)

/** A definition seen as that of any method: for configurations and results of that very method only. */
export function definitionOf(name: MethodName): MethodDefinition<RunConfig, MethodResult, RunStage> {
  return METHODS[name]
}

export * from './acdc'
export * from './activation'
export * from './attribution'
export * from './check'
export * from './choices'
export type { CircuitSource } from './circuit-source'
export * from './circuit-tests'
export * from './definition'
export * from './eap'
export * from './edges'
export * from './evaluate'
export * from './evaluation'
export * from './files'
export { isSiteTable, nodeOfRow } from './found-sites'
export * from './options'
export * from './path'
export * from './report'
export { parseSiteFamily } from './sites-option'
export * from './stages'
export * from './tests'
export { nullText, pText, TEST_TITLES, testSentence } from './tests-text'
export * from './texts'
export * from './workflow'
