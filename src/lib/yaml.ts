// The door to the package: what reads YAML here needs positions (to name the line of a mistake) or nothing but the value.
export {
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parse,
  parseDocument,
  stringify,
} from 'yaml';
