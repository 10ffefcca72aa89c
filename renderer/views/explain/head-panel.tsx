import { useState } from 'react'
import type { OpenedExplanation } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import { showHeadPanel, type Explanation } from '../../state/explain'
import { useAnswer } from '../../state/explain-answers'
import { Note } from '../../widgets/note'
import { RoleEditor } from '../../widgets/role-editor'
import type { Look } from './attention-map'
import { CopyingFigure } from './copying-figure'
import { CutEdges } from './cut-edges'
import { Figure } from './figure'
import { HeadAttention } from './head-attention'
import { HeadAttribution } from './head-attribution'
import { HeadReads } from './head-reads'
import { HeadScoresTable } from './head-scores-table'
import { LensFigure } from './lens-figure'
import { PromptScores } from './prompt-scores'
import { ReasonsFigure } from './reasons-figure'
import { Waiting } from './waiting'

interface HeadPanelProps {
  explanation: Explanation
  opened: OpenedExplanation
  graph: ComputationalGraph
  head: string
  prompt: number
}

/** All that is known of one head on one prompt. */
export function HeadPanel({ explanation, opened, graph, head, prompt }: HeadPanelProps) {
  const { source, summary, suggested } = explanation
  const { id, prompts } = opened
  const [look, setLook] = useState<Look | null>(null)
  const { value: answer, problem } = useAnswer('explain.head', { id, head, prompt })
  const suggestions = suggested?.find((one) => one.head === head)?.suggestions
  const [cut, setCut] = useState<number[]>([])
  const patched = useAnswer('explain.head', cut.length > 0 ? { id, head, prompt, cut } : null)
  const explained = prompts[prompt]
  const onNode = (node: string) => {
    if (/^a\d+\.h\d+$/.test(node)) showHeadPanel({ source, head: node, prompt })
  }
  const isThere = look && look.query < explained.clean.length && look.key < explained.clean.length
  return (
    <>
      {opened.model.hash && (
        <Figure title="Role">
          <RoleEditor
            modelHash={opened.model.hash}
            node={head}
            suggestions={suggestions}
            promptsName={opened.promptsName}
          />
          {suggested === null && !explanation.problem && (
            <Waiting problem={null} what="Comparing it with known roles…" />
          )}
          {suggestions?.length === 0 && (
            <p className="dim">Its numbers suggest none of the roles that are known.</p>
          )}
        </Figure>
      )}
      {answer ? (
        <>
          {answer.notes.map((note) => (
            <Note key={note} tone="info">
              {note}
            </Note>
          ))}
          <HeadAttention
            answer={answer}
            patterns={patched.value?.patterns ?? answer.patterns}
            cutting={
              <>
                <CutEdges
                  graph={graph}
                  head={head}
                  circuit={opened.circuit?.edges ?? null}
                  cut={cut}
                  onChange={setCut}
                />
                {cut.length > 0 && !patched.value && (
                  <Waiting problem={patched.problem} what="Cutting the edges…" />
                )}
              </>
            }
            prompt={explained}
            chosen={isThere ? look : null}
            onChoose={setLook}
          />
          {isThere && (
            <ReasonsFigure
              id={id}
              head={head}
              prompt={prompt}
              look={look}
              tokens={{
                clean: explained.clean.map(({ text }) => text),
                corrupt: explained.corrupt.map(({ text }) => text),
              }}
              onNode={onNode}
            />
          )}
          <HeadScoresTable answer={answer} summary={summary} />
          {summary && <PromptScores head={head} summary={summary} prompts={prompts} chosen={prompt} />}
          {summary?.attribution && (
            <HeadAttribution
              answer={answer}
              attribution={summary.attribution}
              prompt={explained}
              onNode={onNode}
            />
          )}
          <HeadReads answer={answer} prompt={explained} />
          <CopyingFigure id={id} head={head} />
          <LensFigure id={id} index={prompt} prompt={explained} />
        </>
      ) : (
        <Waiting problem={problem} what="Tracing the prompt…" />
      )}
    </>
  )
}
