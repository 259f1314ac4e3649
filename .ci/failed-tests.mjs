// Prints the tests that failed, each with the start of its error. Argument: the JSON report of a run of Vitest.
import { readFileSync } from 'node:fs'

/** An error is cut after this many lines; the whole text stands further up in the log. */
const maxLines = 12

let report
try {
  report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
} catch {
  console.log('The run wrote no report: it did not start, or it crashed. See further up.')
  process.exit()
}
for (const file of report.testResults) {
  const failed = file.assertionResults.filter(({ status }) => status === 'failed')
  if (file.status === 'failed' && failed.length === 0) console.log(`${file.name}: ${file.message ?? 'the file failed'}`)
  for (const { fullName, failureMessages } of failed) {
    console.log(`${file.name}: ${fullName}`)
    for (const message of failureMessages ?? []) console.log(message.split('\n').slice(0, maxLines).join('\n'))
  }
}
