const STEPS: RegExp[] = [
  /screen|attribut/i,
  /confirm|activation|patching /i,
  /trac|edge/i,
  /judg|circuit|faithful/i,
]

/** Which of the four stages a workflow is in, 0 to 3, by the words of its progress; -1 before the first. */
export function workflowStep(stage: string): number {
  return STEPS.findIndex((words) => words.test(stage))
}
