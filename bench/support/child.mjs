import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/**
 * Runs a script with its options as JSON in its first argument, and resolves with the JSON that it
 * prints.
 */
export async function runChild(folder, script, options, flags = []) {
  const { stdout } = await execute(process.execPath, [...flags, join(folder, script), JSON.stringify(options)])
  return JSON.parse(stdout)
}
