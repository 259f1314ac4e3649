import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { changed, type Sabotage } from './sabotage.ts'

const COPIED = ['src', 'examples', 'docs', 'test/campaign', 'test/support', 'package.json', 'tsconfig.json']

/** A copy of the project in a temporary folder, which can have one deliberate fault at a time. */
export class ScratchCopy implements AsyncDisposable {
  readonly folder: string
  readonly #project: string

  private constructor(project: string, folder: string) {
    this.#project = project
    this.folder = folder
  }

  static async of(project: string): Promise<ScratchCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'kafkawire-sabotage-'))
    for (const each of COPIED) await cp(join(project, each), join(folder, each), { recursive: true })
    await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
    return new ScratchCopy(project, folder)
  }

  /** Puts a fault into the copy. Throws if a place is not in the sources. */
  async apply({ changes }: Sabotage): Promise<void> {
    for (const change of changes) {
      const file = join(this.folder, change.file)
      await writeFile(file, changed(await readFile(file, 'utf8'), change))
    }
  }

  /** Takes the fault out of the copy. */
  async mend({ changes }: Sabotage): Promise<void> {
    for (const { file } of changes) await cp(join(this.#project, file), join(this.folder, file))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true })
  }
}
