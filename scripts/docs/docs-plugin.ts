import { DOC_NAMES } from '../../renderer/help/doc-names.ts'
import { docPage } from './doc-page.ts'

/** Pages of docs/ that are imported become modules whose default is a DocPage: no Markdown is read at run time. */
export const docsPlugin = {
  name: 'patchbay-docs',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    if (!/[\\/]docs[\\/][\w-]+\.md$/.test(id)) return null
    return { code: `export default ${JSON.stringify(docPage(code, DOC_NAMES))}`, map: null }
  },
}
