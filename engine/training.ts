/** What trains a model needs of the engine: its graphs with the gradients at all weights, and sessions that run them. */
export { openModel, type OpenModel, type TransformerConfig } from './model'
export { plainLayer } from './model/transformer'
export {
  float16Bits,
  floatTensor,
  intTensor,
  Session,
  valuesOf,
  type Feeds,
  type FloatTensor,
  type Graph,
} from './onnx'
export { gradientName, trainingGraphs, weightFeeds, type TrainingGraphs } from './transformer'
