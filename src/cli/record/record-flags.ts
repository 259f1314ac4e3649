import type { Run } from '../frame/command.ts'
import type { Flags } from '../frame/flags.ts'
import { type LineWriter, linesToFile, linesToOutput } from '../proxy/line-writer.ts'
import { apiFilter } from './api-filter.ts'
import { Recorder } from './recorder.ts'

/** The flags that say what is recorded. */
export const recordFlags: Flags = {
  api: { value: 'NAME,...', help: 'show only these APIs.', isRepeatable: true },
  exclude: { value: 'NAME,...', help: 'show all but these APIs.', isRepeatable: true },
  'max-body': {
    value: 'N',
    help: 'how many characters of a message are shown; 0: none. With --json a longer body is null. Default: 1000, with --json no limit'
  },
  records: { help: 'also show the records in Produce, Fetch and ShareFetch, which may be private' },
  output: { value: 'FILE', help: 'write to this file, which is emptied, and not to the standard output' }
}

const TEXT_BODY = 1_000

/**
 * Reads the flags, and opens what is written to. With `isQuiet` no requests are shown. Throws a
 * `CommandError`.
 */
export async function makeRecorder(
  { given, output }: Run,
  isQuiet = false
): Promise<{ readonly recorder: Recorder; readonly lines: LineWriter }> {
  const shows = isQuiet ? () => false : apiFilter(given)
  const maxBody = given.integer('max-body', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? (output.isJson ? undefined : TEXT_BODY)
  const path = given.text('output')
  const lines = path === undefined ? linesToOutput(output) : await linesToFile(path)
  return { recorder: new Recorder({ output, lines, shows, withRecords: given.is('records'), maxBody }), lines }
}
