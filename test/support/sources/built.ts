// The driver as it is built, by the name that examples/ know it by: its classes are not those of src.
export { connectCluster } from 'kafkawire'
