// The built driver, under the name by which examples/ import it. Its classes differ from those of
// src.
export { connectCluster } from 'kafkawire'
