import type { DocName, DocPage } from './doc-names'

/** Each page is a file of its own, loaded when it is shown. */
export const DOC_PAGES: Record<DocName, () => Promise<{ default: DocPage }>> = {
  views: () => import('../../docs/views.md'),
  methods: () => import('../../docs/methods.md'),
  'prompt-files': () => import('../../docs/prompt-files.md'),
  'prompt-tasks': () => import('../../docs/prompt-tasks.md'),
  'trained-sample': () => import('../../docs/trained-sample.md'),
  stories260k: () => import('../../docs/stories260k.md'),
  architectures: () => import('../../docs/architectures.md'),
  'onnx-files': () => import('../../docs/onnx-files.md'),
  cluster: () => import('../../docs/cluster.md'),
  performance: () => import('../../docs/performance.md'),
  vocabulary: () => import('../../docs/vocabulary.md'),
}
