/**
 * Configurations of brokers about logs, replication and metadata, with Kafka 4.4.0's defaults. One
 * per line: its name, its type, `dynamic` if it can change while the broker runs, and its default.
 */
export const LOG_CONFIGS = `
auto.create.topics.enable boolean = true
auto.leader.rebalance.enable boolean = true
compression.gzip.level int dynamic = -1
compression.lz4.level int dynamic = 9
compression.type string dynamic = producer
compression.zstd.level int dynamic = 3
controller.quorum.append.linger.ms int = 25
controller.quorum.auto.join.enable boolean = false
controller.quorum.bootstrap.servers list =
controller.quorum.election.backoff.max.ms int = 1000
controller.quorum.election.timeout.ms int = 1000
controller.quorum.fetch.max.bytes int = 1048576
controller.quorum.fetch.snapshot.max.bytes int = 1048576
controller.quorum.fetch.timeout.ms int = 2000
controller.quorum.request.timeout.ms int = 2000
controller.quorum.retry.backoff.ms int = 20
controller.quorum.voters list =
cordoned.log.dirs list dynamic =
default.replication.factor int = 1
delete.records.purgatory.purge.interval.requests int = 1
errors.deadletterqueue.auto.create.topics.enable boolean dynamic = false
errors.deadletterqueue.topic.name.prefix string dynamic = dlq.
fetch.max.bytes int = 57671680
fetch.purgatory.purge.interval.requests int = 1000
follower.fetch.last.tiered.offset.enable boolean dynamic = false
leader.imbalance.check.interval.seconds long = 300
log.cleaner.backoff.ms long dynamic = 15000
log.cleaner.dedupe.buffer.size long dynamic = 134217728
log.cleaner.delete.retention.ms long dynamic = 86400000
log.cleaner.enable boolean = true
log.cleaner.io.buffer.load.factor double dynamic = 0.9
log.cleaner.io.buffer.size int dynamic = 524288
log.cleaner.io.max.bytes.per.second double dynamic = 1.7976931348623157E308
log.cleaner.max.compaction.lag.ms long dynamic = 9223372036854775807
log.cleaner.min.cleanable.ratio double dynamic = 0.5
log.cleaner.min.compaction.lag.ms long dynamic = 0
log.cleaner.threads int dynamic = 1
log.cleanup.policy list dynamic = delete
log.dir list = /tmp/kafka-logs
log.dir.failure.timeout.ms long = 30000
log.dirs list
log.flush.interval.messages long dynamic = 9223372036854775807
log.flush.interval.ms long dynamic
log.flush.offset.checkpoint.interval.ms int = 60000
log.flush.scheduler.interval.ms long = 9223372036854775807
log.flush.start.offset.checkpoint.interval.ms int = 60000
log.index.interval.bytes int dynamic = 4096
log.index.size.max.bytes int dynamic = 10485760
log.local.retention.bytes long dynamic = -2
log.local.retention.ms long dynamic = -2
log.message.timestamp.after.max.ms long dynamic = 3600000
log.message.timestamp.before.max.ms long dynamic = 9223372036854775807
log.message.timestamp.type string dynamic = CreateTime
log.preallocate boolean dynamic = false
log.remote.copy.lag.bytes long dynamic = -1
log.remote.copy.lag.ms long dynamic = 0
log.retention.bytes long dynamic = -1
log.retention.check.interval.ms long = 300000
log.retention.hours int = 168
log.retention.minutes int
log.retention.ms long dynamic
log.roll.hours int = 168
log.roll.jitter.hours int = 0
log.roll.jitter.ms long dynamic
log.roll.ms long dynamic
log.segment.bytes int dynamic = 1073741824
log.segment.delete.delay.ms long dynamic = 60000
max.incremental.fetch.session.cache.slots int = 1000
max.request.partition.size.limit int = 2000
message.max.bytes int dynamic = 1048588
metadata.log.dir string
metadata.log.max.record.bytes.between.snapshots long = 20971520
metadata.log.max.snapshot.interval.ms long = 3600000
metadata.log.segment.bytes int = 1073741824
metadata.log.segment.ms long = 604800000
metadata.max.idle.interval.ms int = 500
metadata.max.retention.bytes long = 104857600
metadata.max.retention.ms long = 604800000
min.insync.replicas int dynamic = 1
num.partitions int = 1
num.recovery.threads.per.data.dir int dynamic = 2
num.replica.alter.log.dirs.threads int
num.replica.fetchers int dynamic = 1
producer.id.expiration.ms int dynamic = 86400000
producer.purgatory.purge.interval.requests int = 1000
remote.fetch.max.wait.ms int dynamic = 500
remote.list.offsets.request.timeout.ms long dynamic = 30000
remote.log.index.file.cache.total.size.bytes long dynamic = 1073741824
remote.log.manager.copier.thread.pool.size int dynamic = 10
remote.log.manager.copy.max.bytes.per.second long dynamic = 9223372036854775807
remote.log.manager.copy.quota.window.num int = 11
remote.log.manager.copy.quota.window.size.seconds int = 1
remote.log.manager.expiration.thread.pool.size int dynamic = 10
remote.log.manager.fetch.max.bytes.per.second long dynamic = 9223372036854775807
remote.log.manager.fetch.quota.window.num int = 11
remote.log.manager.fetch.quota.window.size.seconds int = 1
remote.log.manager.follower.thread.pool.size int dynamic = 2
remote.log.manager.task.interval.ms long = 30000
remote.log.manager.thread.pool.size int = 2
remote.log.metadata.custom.metadata.max.bytes int = 128
remote.log.metadata.manager.class.name string = org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager
remote.log.metadata.manager.class.path string
remote.log.metadata.manager.impl.prefix string = rlmm.config.
remote.log.metadata.manager.listener.name string
remote.log.reader.max.pending.tasks int = 100
remote.log.reader.threads int dynamic = 10
remote.log.storage.manager.class.name string
remote.log.storage.manager.class.path string
remote.log.storage.manager.impl.prefix string = rsm.config.
remote.log.storage.system.enable boolean = false
replica.fetch.backoff.ms int = 1000
replica.fetch.max.bytes int = 1048576
replica.fetch.min.bytes int = 1
replica.fetch.response.max.bytes int = 10485760
replica.fetch.wait.max.ms int = 500
replica.high.watermark.checkpoint.interval.ms long = 5000
replica.lag.time.max.ms long = 30000
replica.selector.class string
replica.socket.receive.buffer.bytes int = 65536
replica.socket.timeout.ms int = 30000
replication.quota.window.num int = 11
replication.quota.window.size.seconds int = 1
unclean.leader.election.enable boolean dynamic = false
`
