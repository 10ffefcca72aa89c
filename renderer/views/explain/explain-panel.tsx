import { ActionIcon, Button, Drawer } from '@mantine/core'
import { ArrowLeft, X } from 'lucide-react'
import { edgeName } from '../../../engine/graph'
import {
  closeExplainPanel,
  goBack,
  useExplain,
  useExplanation,
  type ExplainTarget,
} from '../../state/explain'
import { graphOfShape } from '../../state/graph-of-shape'
import { Described } from '../../widgets/described'
import { EdgeName } from '../../widgets/names'
import { Note } from '../../widgets/note'
import { NodeRoleMark } from '../../widgets/role-mark'
import { EdgePanel } from './edge-panel'
import { HeadPanel } from './head-panel'
import { PromptPicker } from './prompt-picker'
import { useDescribedExplanation } from './use-described-explanation'
import { Waiting } from './waiting'
import styles from './explain-panel.module.css'

/** What a head does, or what an edge carries, beside whatever view is on screen. */
export function ExplainPanel() {
  const shown = useExplain((state) => state.shown)
  const target = shown.at(-1)
  return (
    <Drawer
      opened={target !== undefined}
      onClose={closeExplainPanel}
      position="right"
      size="min(900px, 92vw)"
      withCloseButton={false}
      padding={0}
      // On the dialog itself: Mantine puts other attributes of a drawer on the element around it.
      attributes={{ content: { 'aria-label': 'Explanation' } }}
      classNames={{ content: styles.content, body: styles.body }}
    >
      {target && <Explained target={target} canGoBack={shown.length > 1} />}
    </Drawer>
  )
}

function Explained({ target, canGoBack }: { target: ExplainTarget; canGoBack: boolean }) {
  const explanation = useExplanation(target.source)!
  const { opened, problem, progress, summary, retry } = explanation
  const { of } = target
  const graph = opened && graphOfShape(opened.shape)
  const described = useDescribedExplanation(opened)
  const name = of.kind === 'head' ? of.head : graph ? edgeName(graph, of.edge) : ''
  const prompt = opened ? Math.min(target.prompt, opened.prompts.length - 1) : 0
  return (
    <>
      <div className={styles.head}>
        {canGoBack && (
          <ActionIcon variant="subtle" color="gray" aria-label="Back" onClick={goBack}>
            <ArrowLeft size={15} />
          </ActionIcon>
        )}
        <h2 className={styles.name}>
          <EdgeName edge={name} />
        </h2>
        {of.kind === 'head' && <NodeRoleMark node={of.head} />}
        {opened && <PromptPicker prompts={opened.prompts} chosen={prompt} />}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Close"
          data-autofocus
          onClick={closeExplainPanel}
        >
          <X size={15} />
        </ActionIcon>
      </div>
      {opened && !summary && !problem && progress && (
        <p className={styles.progress} role="status" aria-live="off">
          {progress.done} of {progress.total} prompts for what is said of all of them
        </p>
      )}
      <Described by={described}>
        <div className={styles.figures}>
          {problem && (
            <Note tone="problem">
              {problem}{' '}
              <Button size="compact-xs" variant="default" onClick={retry}>
                Try again
              </Button>
            </Note>
          )}
          {!opened && !problem && <Waiting problem={null} what="Opening the model and the prompts…" />}
          {opened && graph && of.kind === 'head' && (
            <HeadPanel
              key={of.head}
              explanation={explanation}
              opened={opened}
              graph={graph}
              head={of.head}
              prompt={prompt}
            />
          )}
          {opened && graph && of.kind === 'edge' && (
            <EdgePanel
              key={of.edge}
              explanation={explanation}
              opened={opened}
              graph={graph}
              edge={of.edge}
              prompt={prompt}
            />
          )}
          {opened && opened.limits.length > 0 && (
            <ul className={styles.limits} aria-label="How this is defined for the model">
              {opened.limits.map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          )}
        </div>
      </Described>
    </>
  )
}
