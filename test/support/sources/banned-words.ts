/**
 * Words that a reader of English as a second language has to look up, or that hide the meaning.
 * Plain words replace them.
 */
const words = [
  'anew',
  'whoever',
  'in vain',
  'befell',
  'befall',
  'heed',
  'heeds',
  'heeded',
  'spared',
  'lately',
  'has not got',
  'have not got',
  'none the less',
  'lest',
  'thereof',
  'whereupon',
  'hitherto',
  'in its stead',
  'forthwith',
  'though it be',
  'be it'
]

/** Finds each of those words, also if a comment breaks the line inside it. */
export const bannedWord: RegExp = new RegExp(`\\b(?:${words.join('|').replaceAll(' ', '\\s+(?:[/*#]+\\s+)?')})\\b`, 'gi')
