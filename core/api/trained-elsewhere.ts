/** What the window needs to tell runs that were trained elsewhere from those that Stagecraft trains. */
export { conversionWords, elsewhereWords, seriesWords } from '../store/elsewhere.ts'
export { isTrainedHere, trainedHere } from '../store/run.ts'
