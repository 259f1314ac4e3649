// An in-process broker in a process of its own, so that it shares no thread with what is measured.
// It ends with its parent.
import { startTestingCluster } from 'kafkawire/testing'

const cluster = await startTestingCluster()
process.send(cluster.bootstrap)
process.on('disconnect', () => process.exit())
