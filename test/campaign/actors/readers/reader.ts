import { isolationLevels } from 'kafkawire'
import { PlainReading } from '../../work/reading/plain-reading.ts'
import type { ActorKind } from '../actor.ts'
import { beginReaders } from './begin-readers.ts'

/** Long polls of all partitions of two topics: two readers, whose Fetches are often equal. */
export const reader: ActorKind = stage =>
  beginReaders(stage, { readers: 2, isolationLevel: isolationLevels.READ_UNCOMMITTED }, (positions, index) => {
    const lane = stage.random.once(2) ? {} : { lane: `${stage.name}-${index}` }
    return new PlainReading(stage.cluster, positions, stage.random, { ...lane, byId: stage.random.once(2) })
  })
