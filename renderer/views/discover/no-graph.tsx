import { Button, Loader } from '@mantine/core'
import { Workflow } from 'lucide-react'
import type { ReactNode } from 'react'
import { useHost } from '../../state/host'
import { forgetRun, openSample } from '../../state/session'
import { VIEW_LABEL } from '../../state/view-label'
import { showView, useWorkbench } from '../../state/workbench'
import { Blank } from '../../widgets/blank'
import { TourButton } from '../../widgets/tour-button'

/** Discover with nothing to draw: starting, nothing open, or a run that could not be read. */
export function NoGraph({ problem }: { problem: string | null }) {
  const opening = useWorkbench((state) => state.opening)
  const modelProblem = useWorkbench((state) => state.modelProblem)
  const { status, info, message } = useHost()
  if (problem) {
    return (
      <Card title="This run could not be opened" text={problem}>
        <Button onClick={forgetRun}>Back to the model</Button>
        <Button variant="default" onClick={() => showView('runs')}>
          All runs
        </Button>
      </Card>
    )
  }
  if (opening || status === 'starting') {
    return (
      <Card title={opening ? 'Opening the model' : 'Starting'} text={opening ?? 'Waiting for the engine.'}>
        <Loader size="sm" />
      </Card>
    )
  }
  if (status === 'lost') return <Card title="The engine is not running" text={message} />
  const sample = info?.samples[0]
  return (
    <Card
      title={modelProblem ? 'The model could not be opened' : 'No model is open'}
      text={
        modelProblem ??
        'Open a model, add clean and corrupt prompts, and ACDC finds the circuit that does the task.'
      }
    >
      <Button onClick={() => showView('model')}>Open a model</Button>
      {sample && (
        <Button variant="default" onClick={() => openSample(sample)}>
          Use the sample: {sample.title}
        </Button>
      )}
      <TourButton size="sm" />
    </Card>
  )
}

function Card(props: { title: string; text: string; children?: ReactNode }) {
  return (
    <>
      <h1 className="spoken">{VIEW_LABEL.discover}</h1>
      <Blank icon={Workflow} role="status" {...props} />
    </>
  )
}
