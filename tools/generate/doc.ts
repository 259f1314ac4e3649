import type { Field, Message, Struct } from './model.ts'
import type { Notes } from './notes.ts'
import { canBeNull } from './values.ts'
import { rangeOf } from './versions.ts'

const WIDTH = 100

/** The lines of a doc comment: one line where the paragraphs fit into it, otherwise a block. */
export function docLines(paragraphs: readonly (string | undefined)[], indent: number): string[] {
  const given = paragraphs.filter(text => text !== undefined && text !== '') as string[]
  const line = `/** ${given.join(' ')} */`
  if (line.length + indent <= WIDTH) return [line]
  const blocks = given.map(text => wrap(text, WIDTH - indent - ' * '.length).map(words => ` * ${words}`))
  return ['/**', ...blocks.flatMap((block, i) => (i === 0 ? block : [' *', ...block])), ' */']
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** The doc comment of a field: our sentence, then the facts of Kafka's definition. */
export function fieldDoc(notes: Notes, struct: Struct, field: Field): string[] {
  return docLines([notes.field(struct.name, field.name)?.text, fieldFacts(struct, field)], 2)
}

/**
 * The doc comment of a struct: our sentence if there is one, and the place of the struct in its
 * message.
 */
export function structDoc(notes: Notes, struct: Struct, message: Message): string[] {
  const { schema, structs } = message
  const own = notes.struct(struct.name)
  if (schema.type === 'data' && struct === message.root) return docLines([own ?? `The payload ${struct.name}.`], 0)
  if (struct === message.root) {
    const api = struct.name.replace(/(Request|Response)$/, '')
    const about = own ?? (schema.type === 'request' ? notes.api(api) : undefined)
    return docLines([`The ${schema.type} of ${api}.${about === undefined ? '' : ` ${about}`}`], 0)
  }
  const places = structs.flatMap(parent => parent.fields.filter(field => holds(field, struct)).map(field => place(parent, field)))
  return docLines([own, `${places.slice(0, 2).join('; ')}.`], 0)
}

const place = (parent: Struct, { name, type }: Field): string =>
  `${type.kind === 'array' ? 'One element of' : 'The value of'} \`${name}\` in \`${parent.name}\``

function holds({ type }: Field, struct: Struct): boolean {
  const inner = type.kind === 'array' ? type.of : type
  return inner.kind === 'struct' && inner.struct === struct
}

/** The facts of a field in the notation of the protocol guide: `int32, v3+, default -1`. */
function fieldFacts(struct: Struct, field: Field): string {
  const facts = [field.typeName]
  if (field.versions.length < struct.versions.length) facts.push(`v${rangeOf(field.versions, struct.versions)}`)
  if (field.tagged.length > 0) facts.push(`tag ${field.tag}`)
  if (canBeNull(field)) {
    const always = field.nullable.length === field.versions.length
    facts.push(always ? 'nullable' : `nullable in v${rangeOf(field.nullable, struct.versions)}`)
  }
  if (field.driverDefault !== undefined) facts.push(`default in this driver ${shown(field, field.driverDefault)}`)
  else if (field.default !== undefined) facts.push(`default ${shown(field, field.default)}`)
  return `Type: ${facts.join(', ')}.`
}

const shown = ({ type }: Field, text: string): string => (text === '' ? (type.kind === 'array' ? '[]' : "''") : text)
