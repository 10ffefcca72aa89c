/**
 * The name of a node as people write it: `9.9`, `a9.h9`, `L9H9`, `MLP 3`, `m3`, `embed`. What is none of these stays as it
 * is typed, to be refused by whoever looks it up.
 */
export function nodeNameOf(typed: string): string {
  const text = typed.trim()
  const head = /^(?:a|l|layer\s*)?(\d+)\s*[.\s]?\s*(?:h|head\s*)?(\d+)$/i.exec(text)
  // `99` could be 9.9 or head 9 of layer 9: without a point or letters between it says nothing.
  if (head && /\d\D+\d/.test(text)) return `a${Number(head[1])}.h${Number(head[2])}`
  const mlp = /^m(?:lp)?\s*(\d+)$/i.exec(text)
  if (mlp) return `m${Number(mlp[1])}`
  return /^(embed|embedding|input)$/i.test(text) ? 'input' : text
}

/** The same of an edge, in either direction: `9.6->logits`, `L7H3 -> 9.9.q`, `9.9.q <- 7.3`, `a7.h3->a9.h9<q>`. */
export function edgeNameOf(typed: string): string {
  const ends = endsOf(typed)
  return ends.length === 2 ? ends.join('->') : typed
}

/** The same of a path of several edges, in either direction: `0.1 -> 1.2.q -> logits`, `logits ← 1.2.q ← 0.1`. */
export function pathNameOf(typed: string): string {
  return endsOf(typed).join('->')
}

/** The nodes and receivers of a chain of edges, what writes first before what reads from it. */
function endsOf(typed: string): string[] {
  const turned = typed.split(/\s*(?:<-|←)\s*/).reverse()
  const ends = turned.length > 1 ? turned : typed.split(/\s*(?:->|→)\s*/)
  return ends.map((end, i) => (i === 0 ? nodeNameOf(end) : receiverNameOf(end)))
}

/** `9.9.q`, `9.9 q`, `a9.h9<q>` */
function receiverNameOf(typed: string): string {
  const {
    node,
    letter = '',
    bare = '',
  } = /^(?<node>.*?)(?:<(?<letter>[qkv])>|[.\s](?<bare>[qkv]))?$/i.exec(typed.trim())!.groups!
  const into = (letter || bare).toLowerCase()
  return `${nodeNameOf(node)}${into && `<${into}>`}`
}
