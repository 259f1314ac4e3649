import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A section of a notes file: the name of an API or a struct, and the sentences about it. */
interface Section {
  /** `Fetch`, `FetchRequest`, or a pattern: `*Topic` is every struct whose name ends in `Topic`. */
  readonly name: string
  text: string
  readonly fields: Map<string, string>
}

/** A note: its key, such as `FetchRequest.topics`, and its text. */
export interface Note {
  readonly key: string
  readonly text: string
}

/**
 * Our own sentences about APIs, structs and fields, from the files in tools/generate/notes.
 * A field takes the most exact note: its own struct's, then the longest pattern's, then `*`.
 */
export class Notes {
  readonly #sections = new Map<string, Section>()
  readonly #patterns: Section[]

  constructor(texts: readonly string[] = []) {
    for (const text of texts) parse(text, this.#sections)
    this.#patterns = [...this.#sections.values()].filter(({ name }) => name.startsWith('*')).sort((a, b) => b.name.length - a.name.length)
  }

  /** The sentences about an API. */
  api(name: string): string | undefined {
    return this.#sections.get(name)?.text || undefined
  }

  /** The sentences about a struct. */
  struct(name: string): string | undefined {
    for (const { text } of this.#matching(name)) if (text !== '') return text
    return undefined
  }

  /** The sentences about a field of a struct. */
  field(struct: string, field: string): Note | undefined {
    for (const { name, fields } of this.#matching(struct)) {
      const text = fields.get(field)
      if (text !== undefined) return { key: `${name}.${field}`, text }
    }
    return undefined
  }

  /**
   * Every note by its key: `Fetch` or `FetchRequest` for texts, `FetchRequest.topics` for fields.
   */
  all(): Map<string, string> {
    const found = new Map<string, string>()
    for (const { name, text, fields } of this.#sections.values()) {
      if (text !== '') found.set(name, text)
      for (const [field, note] of fields) found.set(`${name}.${field}`, note)
    }
    return found
  }

  *#matching(struct: string): Generator<Section> {
    const own = this.#sections.get(struct)
    if (own !== undefined) yield own
    for (const section of this.#patterns) if (struct.endsWith(section.name.slice(1))) yield section
  }
}

/** Reads the notes of a folder: every Markdown file in it. */
export function loadNotes(folder: string): Notes {
  const files = readdirSync(folder).filter(file => file.endsWith('.md') && file !== 'README.md')
  return new Notes(files.sort().map(file => readFileSync(join(folder, file), 'utf8')))
}

// `# A, B` begins the section of both names. `- a, b: text` is the note of both fields. Other lines
// are about the names themselves.
function parse(text: string, sections: Map<string, Section>): void {
  let current: readonly Section[] = []
  for (const line of text.split('\n').filter(each => each.trim() !== '')) {
    const names = /^# (.+)$/.exec(line)?.[1]
    const [, fields, note] = /^- ([\w, ]+): (.+)$/.exec(line) ?? []
    if (names !== undefined) current = names.split(', ').map(name => sectionOf(name, sections))
    else if (current.length === 0) throw new Error(`a note before the first heading: ${line}`)
    else if (fields !== undefined && note !== undefined) for (const field of fields.split(', ')) add(current, field, note)
    else if (line.startsWith('-')) throw new Error(`not '- field: sentence': ${line}`)
    else for (const section of current) section.text = `${section.text} ${line}`.trim()
  }
}

function sectionOf(name: string, sections: Map<string, Section>): Section {
  const section = sections.get(name) ?? { name, text: '', fields: new Map() }
  sections.set(name, section)
  return section
}

function add(sections: readonly Section[], field: string, note: string): void {
  for (const { name, fields } of sections) {
    if (fields.has(field)) throw new Error(`two notes for ${name}.${field}`)
    fields.set(field, note)
  }
}
