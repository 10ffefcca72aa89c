import {
  siteAt,
  sourceText,
  splitRows,
  type BosChoice,
  type Evaluation,
  type SiteScores,
} from '../../../../contract'
import type { ComparedCircuit, Reproduced } from './reproduce'

const LISTED_NODES = 15

/** A reproduction as Markdown. Its first line says on what it was run. */
export function reportOf(found: Reproduced): string {
  const parts = [
    ranOn(found),
    `# ${found.wanted.task}: what is found beside the published circuit`,
    `Published: ${found.wanted.source}.`,
    promptLines(found),
    '## Circuits',
    circuitTable(found),
    rocLines(found),
    '## Nodes of the published circuit',
    groupTable(found),
    '## The strongest heads and MLPs',
    `Attribution patching on ${found.wanted.metric}, the first ${LISTED_NODES} confirmed by activation patching.`,
    nodeTable(found),
  ]
  return parts.join('\n\n')
}

/** A name does not make it the published model: its source and hash are said. */
function ranOn({ model, wanted, versions }: Reproduced): string {
  const source = model.source ? ` (${sourceText(model.source)})` : ''
  const hash = model.identity.modelHash.slice(0, 16)
  const isNamed = model.source?.repo === wanted.model
  const doubt = isNamed ? '' : ` It is not known to be the published model, ${wanted.model}.`
  const program = `Patchbay ${versions.patchbay}, ONNX Runtime ${versions.onnxruntime}`
  return `Ran on ${model.name}${source}, hash ${hash}, with ${program}.${doubt}`
}

function promptLines({ prompts, circuits, wanted }: Reproduced): string {
  const { train, 'held-out': heldOut } = splitRows(prompts)
  const { evaluation } = circuits[circuits.length - 1]
  return [
    `- Prompts: ${prompts.name}; ${train.length} to find circuits on, ${heldOut.length} held out to judge them.`,
    `- ${bosText(prompts.bos)}`,
    `- ${rightText(evaluation)}`,
    `- ACDC with kl at thresholds ${wanted.thresholds.join(', ')}; all else with ${wanted.metric}, judged by logit_diff.`,
  ].join('\n')
}

function bosText(bos: BosChoice): string {
  if (bos === 'tokenizer') return "Prompts begin as the model's tokenizer begins them."
  return bos === 'yes' ? 'Prompts begin with BOS.' : 'Prompts do not begin with BOS.'
}

/** How often the model itself does the task. */
function rightText(evaluation: Evaluation | null): string {
  if (!evaluation) return 'How often the model is right was not measured.'
  const { clean } = evaluation
  const values = [...clean.perPrompt.logit_diff]
  const right = values.filter((value) => value > 0).length
  const mean = clean.mean.logit_diff.toFixed(3)
  return `The model prefers the answer on ${right} of the ${values.length} held-out prompts (mean logit_diff ${mean}).`
}

function circuitTable({ circuits, edgesTotal }: Reproduced): string {
  const published = new Set(circuits[circuits.length - 1].nodes)
  const rows = circuits.map((circuit) => {
    const { name, runNumber, edges, nodes, evaluation } = circuit
    const judged = evaluation && evaluation.judgements[evaluation.judgements.length - 1]
    const shared = nodes.filter((node) => published.has(node)).length
    return [
      runNumber === null ? name : `${name} (run ${runNumber})`,
      `${edges.toLocaleString('en-US')} of ${edgesTotal.toLocaleString('en-US')}`,
      share(evaluation?.precision),
      share(evaluation?.recall),
      nodes.length === 0 ? '-' : `${share(shared / nodes.length)}, ${share(shared / published.size)}`,
      share(judged?.faithfulness),
      share(evaluation?.split?.train.judgements.at(-1)?.faithfulness),
      share(judged?.randomFaithfulness),
      judged ? judged.measurement.mean.kl.toFixed(4) : '-',
    ]
  })
  const head = [
    'circuit',
    'edges',
    'precision',
    'recall',
    'nodes: precision, recall',
    'faithfulness, held out',
    'faithfulness, train',
    'random circuits',
    'kl',
  ]
  return markdown(head, rows)
}

/** One point for each threshold, and the area of the scores of all edges. */
function rocLines(found: Reproduced): string {
  const { scored, circuits, edgesTotal } = found
  const published = circuits[circuits.length - 1]
  const rows = circuits.slice(0, -1).map((circuit) => {
    const [truePositives, falsePositives] = ratesOf(circuit, published.edges, edgesTotal)
    return [circuit.name, share(falsePositives), share(truePositives)]
  })
  const area = scored.rocArea === null ? 'not defined' : scored.rocArea.toFixed(3)
  return [
    markdown(['ROC against the published edges', 'false positives', 'true positives'], rows),
    `Area under the ROC of the EAP scores of all edges (run ${scored.runNumber}): ${area} (pessimistic).`,
  ].join('\n\n')
}

function ratesOf({ edges, evaluation }: ComparedCircuit, published: number, total: number): [number, number] {
  const shared = evaluation?.sharedEdges ?? 0
  return [shared / published, (edges - shared) / (total - published)]
}

/** Which nodes of each published group each circuit has. */
function groupTable({ wanted, circuits }: Reproduced): string {
  const found = circuits.slice(0, -1)
  const rows = Object.entries(wanted.groups).map(([group, names]) => [
    group,
    names.join(' '),
    ...found.map(({ nodes }) => {
      const kept = names.filter((name) => nodes.includes(name))
      return `${kept.length} of ${names.length}${kept.length > 0 ? `: ${kept.join(' ')}` : ''}`
    }),
  ])
  return markdown(['group', 'published', ...found.map(({ name }) => name)], rows)
}

function nodeTable({ workflow, wanted }: Reproduced): string {
  const { exact, estimate } = workflow.confirm
  const groupOf = new Map(
    Object.entries(wanted.groups).flatMap(([group, names]) => names.map((name) => [name, group])),
  )
  const rows = Array.from({ length: Math.min(LISTED_NODES, exact.site.length) }, (_, row) => {
    const node = nodeAt(exact, row)
    const numbers = [estimate.effect[row], exact.effect[row]].map((value) => value.toFixed(4))
    return [node, ...numbers, groupOf.get(node) ?? '-']
  })
  return markdown(['node', 'estimate', 'exact effect', 'published as'], rows)
}

function nodeAt(scores: SiteScores, row: number): string {
  const { layer, head } = siteAt(scores, row)
  return head === undefined || head < 0 ? `m${layer}` : `a${layer}.h${head}`
}

function share(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-'
  return value.toFixed(3).replace(/^-(0\.0+)$/, '$1')
}

function markdown(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
