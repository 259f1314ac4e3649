// An in-process broker in a process of its own, so that it does not share a thread with what is measured. Ends with its parent.
import { startTestingCluster } from 'kafkawire/testing'

const cluster = await startTestingCluster()
process.send(cluster.bootstrap)
process.on('disconnect', () => process.exit())
