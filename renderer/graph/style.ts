import { NODE_HEIGHT } from './layout'
import {
  COLORS,
  FONT_SIZES,
  FONTS,
  GRAPH_COLORS,
  type Colors,
  type GraphColors,
  type Scheme,
} from '../theme/tokens'

export interface StyleRule {
  selector: string
  style: Record<string, string | number | number[]>
}

type Palette = Colors & GraphColors

export const FADE_MS = 400

/** The stylesheet of a colour scheme. */
export function graphStyle(scheme: Scheme): StyleRule[] {
  const palette = { ...COLORS[scheme], ...GRAPH_COLORS[scheme] }
  return [...nodeRules(palette), ...edgeRules(palette), ...focusRules(palette)]
}

function nodeRules(p: Palette): StyleRule[] {
  const label = {
    label: 'data(label)',
    'font-family': FONTS.sans,
    'text-valign': 'center',
    'text-halign': 'center',
    'min-zoomed-font-size': 6.5,
  }
  return [
    {
      selector: 'node.band',
      style: {
        shape: 'rectangle',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': p.band,
        events: 'no',
        'z-index-compare': 'manual',
        'z-index': 0,
      },
    },
    {
      selector: 'node.layer-label',
      style: {
        ...label,
        'text-halign': 'left',
        width: 1,
        height: 1,
        'background-opacity': 0,
        color: p.idleText,
        'font-size': FONT_SIZES.caption,
        'font-weight': 500,
        events: 'no',
      },
    },
    {
      selector: 'node.node',
      style: {
        ...label,
        shape: 'round-rectangle',
        'corner-radius': 4,
        width: 'data(width)',
        height: NODE_HEIGHT,
        'background-color': p.node,
        'border-width': 1,
        'border-color': p.nodeBorder,
        color: p.nodeText,
        'font-size': FONT_SIZES.caption,
        'font-weight': 500,
        'z-index-compare': 'manual',
        'z-index': 20,
        'underlay-color': p.amber,
        'underlay-opacity': 0,
        'underlay-padding': 4,
      },
    },
    { selector: 'node.mlp', style: { 'background-color': p.mlp, 'border-color': p.mlpBorder } },
    {
      selector: 'node.end',
      style: { 'background-color': p.end, 'border-color': p.end, color: p.endText, 'font-weight': 600 },
    },
    {
      selector: 'node.idle',
      style: { color: p.idleText, 'background-opacity': 0.55, 'border-opacity': 0.6, 'z-index': 1 },
    },
    {
      selector: 'node.live',
      style: { 'border-color': p.liveBorder, 'border-width': 1.4, 'font-weight': 600 },
    },
    { selector: 'node.mlp.live', style: { 'border-color': p.mlpBorder, 'border-width': 1.6 } },
    {
      selector: 'node.marked',
      style: { 'underlay-opacity': 0.22, 'underlay-padding': 3, 'z-index': 21 },
    },
    {
      selector: 'node.halo',
      style: {
        'border-color': p.amber,
        'border-width': 2,
        'border-opacity': 1,
        'underlay-opacity': 0.3,
        'z-index': 21,
      },
    },
  ]
}

function edgeRules(p: Palette): StyleRule[] {
  return [
    {
      selector: 'edge.edge',
      style: {
        'curve-style': 'unbundled-bezier',
        'edge-distances': 'endpoints',
        'source-endpoint': 'data(sourceEndpoint)',
        'target-endpoint': 'data(targetEndpoint)',
        'control-point-weights': 'data(weights)',
        'control-point-distances': 'data(distances)',
        'target-arrow-shape': 'triangle',
        'target-arrow-color': p.other,
        'arrow-scale': 0.66,
        width: 'data(width)',
        'line-color': 'data(color)',
        'z-index-compare': 'manual',
        'z-index': 5,
        'transition-property': 'opacity',
        'transition-duration': 0,
      },
    },
    {
      selector: 'edge.to-q',
      style: { 'target-arrow-shape': 'circle', 'target-arrow-color': p.q, 'arrow-scale': 0.62 },
    },
    {
      selector: 'edge.to-k',
      style: { 'target-arrow-shape': 'diamond', 'target-arrow-color': p.k, 'arrow-scale': 0.8 },
    },
    { selector: 'edge.to-v', style: { 'target-arrow-color': p.v } },
    {
      selector: 'edge.undecided',
      style: {
        width: 1,
        'line-color': p.faint,
        'line-style': 'dotted',
        opacity: 0.5,
        'target-arrow-shape': 'none',
        'z-index': 2,
      },
    },
    {
      selector: 'edge.testing',
      style: {
        width: 2,
        'line-color': p.amber,
        'line-style': 'dashed',
        'line-dash-pattern': [6, 4],
        'z-index': 12,
        opacity: 1,
      },
    },
    { selector: 'edge.kept', style: { 'line-style': 'solid', opacity: 0.95 } },
    {
      selector: 'edge.kept.crowd',
      style: { opacity: 'data(crowdOpacity)', width: 'data(thinWidth)', 'arrow-scale': 0.45 },
    },
    {
      selector: 'edge.only-a',
      style: { 'line-color': p.onlyA, 'line-style': 'dashed', 'line-dash-pattern': [8, 5], 'z-index': 8 },
    },
    { selector: 'edge.only-b', style: { 'line-color': p.onlyB, 'line-style': 'dotted', 'z-index': 8 } },
    { selector: 'edge.both', style: { 'line-color': p.both, 'line-style': 'solid', opacity: 0.6 } },
    {
      selector: 'edge.pruned',
      style: {
        opacity: 0,
        'line-color': p.faint,
        'line-style': 'dotted',
        'target-arrow-shape': 'none',
        'transition-duration': FADE_MS,
        events: 'no',
      },
    },
  ]
}

function focusRules(p: Palette): StyleRule[] {
  return [
    { selector: 'edge.away', style: { opacity: 0.16, 'transition-duration': 0 } },
    { selector: 'edge.near', style: { opacity: 1, 'z-index': 14 } },
    { selector: 'node.away', style: { opacity: 0.5 } },
    {
      selector: 'node.selected',
      style: { 'border-color': p.accent, 'border-width': 2.4, 'border-opacity': 1, 'z-index': 22 },
    },
    {
      selector: 'edge.selected',
      style: {
        'underlay-color': p.accent,
        'underlay-opacity': 0.32,
        'underlay-padding': 4,
        opacity: 1,
        'z-index': 15,
      },
    },
  ]
}
