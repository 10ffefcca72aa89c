import { descriptionRecord, type Description } from '../describe/description'
import { escaped, tag } from '../svg/markup'
import type { Field, GraphData } from './graph-data'

type FieldKind = 'node' | 'edge' | 'graph'

/** A graph as GraphML, with its description as data of the graph. Names are the long ones; `label` is the short one. */
export function graphMl({ nodes, edges }: GraphData, description: Description): string {
  const about = Object.fromEntries(
    Object.entries(descriptionRecord(description)).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
    ...keys('graph', [about]),
    ...keys(
      'node',
      nodes.map(({ fields }) => fields),
    ),
    ...keys(
      'edge',
      edges.map(({ fields }) => fields),
    ),
    '<graph id="circuit" edgedefault="directed">',
    ...data('graph', about),
    ...nodes.map(({ name, fields }) => tag('node', { id: name }, ...data('node', fields))),
    ...edges.map(({ name, sender, receiver, fields }) =>
      tag('edge', { id: name, source: sender, target: receiver }, ...data('edge', fields)),
    ),
    '</graph>',
    '</graphml>',
  ]
  return `${lines.join('\n')}\n`
}

function keys(kind: FieldKind, rows: readonly Record<string, Field>[]): string[] {
  const types = new Map<string, string>()
  for (const row of rows)
    for (const [name, value] of Object.entries(row))
      if (value !== undefined && !types.has(name)) types.set(name, typeOf(name, value))
  return Array.from(types, ([name, type]) =>
    tag('key', { id: `${kind}-${name}`, for: kind, 'attr.name': name, 'attr.type': type }),
  )
}

/** Measured numbers are fractions even where the first of them is whole. */
function typeOf(name: string, value: NonNullable<Field>): string {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return 'string'
  return name === 'step' || name === 'layer' ? 'int' : 'double'
}

function data(kind: FieldKind, fields: Record<string, Field>): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [tag('data', { key: `${kind}-${name}` }, escaped(String(value)))],
  )
}
