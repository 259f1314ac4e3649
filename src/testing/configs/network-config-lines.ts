/**
 * Configurations of brokers about connections, security and all the rest. The lines have the form
 * of those in `log-config-lines.ts`.
 */
export const NETWORK_CONFIGS = `
advertised.listeners list
alter.config.policy.class.name class
authorizer.class.name string =
background.threads int dynamic = 10
broker.heartbeat.interval.ms int = 2000
broker.id int = -1
broker.rack string
broker.session.timeout.ms int = 9000
config.providers list dynamic =
connection.failed.authentication.delay.ms int = 100
connections.max.idle.ms long = 600000
connections.max.reauth.ms long = 0
controlled.shutdown.enable boolean = true
controller.listener.names list
controller.socket.timeout.ms int = 30000
create.topic.policy.class.name class
delete.topic.enable boolean = true
early.start.listeners list
initial.broker.registration.timeout.ms int = 60000
inter.broker.listener.name string
kafka.metrics.polling.interval.secs int = 10
kafka.metrics.reporters list =
listener.security.protocol.map string dynamic = SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT
listeners list dynamic = PLAINTEXT://:9092
max.connection.creation.rate int dynamic = 2147483647
max.connections int dynamic = 2147483647
max.connections.per.ip int dynamic = 2147483647
max.connections.per.ip.overrides string dynamic =
max.decompressed.message.bytes int dynamic = 2147483639
metric.reporters list dynamic = org.apache.kafka.common.metrics.JmxReporter
metrics.num.samples int = 2
metrics.recording.level string = INFO
metrics.sample.window.ms long = 30000
node.id int
num.io.threads int dynamic = 8
num.network.threads int dynamic = 3
principal.builder.class class dynamic = org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder
process.roles list
queued.max.request.bytes long = -1
queued.max.requests int = 500
request.timeout.ms int = 30000
sasl.client.callback.handler.class class
sasl.enabled.mechanisms list dynamic = GSSAPI
sasl.jaas.config password dynamic
sasl.kerberos.kinit.cmd string dynamic = /usr/bin/kinit
sasl.kerberos.min.time.before.relogin long dynamic = 60000
sasl.kerberos.principal.to.local.rules list dynamic = DEFAULT
sasl.kerberos.service.name string dynamic
sasl.kerberos.ticket.renew.jitter double dynamic = 0.05
sasl.kerberos.ticket.renew.window.factor double dynamic = 0.8
sasl.login.callback.handler.class class
sasl.login.class class
sasl.login.connect.timeout.ms int
sasl.login.read.timeout.ms int
sasl.login.refresh.buffer.seconds short dynamic = 300
sasl.login.refresh.min.period.seconds short dynamic = 60
sasl.login.refresh.window.factor double dynamic = 0.8
sasl.login.refresh.window.jitter double dynamic = 0.05
sasl.login.retry.backoff.max.ms long = 10000
sasl.login.retry.backoff.ms long = 100
sasl.mechanism.controller.protocol string = GSSAPI
sasl.mechanism.inter.broker.protocol string dynamic = GSSAPI
sasl.oauthbearer.allow.unverified.audience boolean = false
sasl.oauthbearer.allow.unverified.issuer boolean = false
sasl.oauthbearer.assertion.algorithm string = RS256
sasl.oauthbearer.assertion.claim.aud string
sasl.oauthbearer.assertion.claim.exp.seconds int = 300
sasl.oauthbearer.assertion.claim.iss string
sasl.oauthbearer.assertion.claim.jti.include boolean = false
sasl.oauthbearer.assertion.claim.nbf.seconds int = 60
sasl.oauthbearer.assertion.claim.sub string
sasl.oauthbearer.assertion.file string
sasl.oauthbearer.assertion.private.key.file string
sasl.oauthbearer.assertion.private.key.passphrase password
sasl.oauthbearer.assertion.template.file string
sasl.oauthbearer.client.credentials.client.id string
sasl.oauthbearer.client.credentials.client.secret password
sasl.oauthbearer.clock.skew.seconds int = 30
sasl.oauthbearer.expected.audience list =
sasl.oauthbearer.expected.issuer string
sasl.oauthbearer.jwks.endpoint.refresh.ms long = 3600000
sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms long = 10000
sasl.oauthbearer.jwks.endpoint.retry.backoff.ms long = 100
sasl.oauthbearer.jwks.endpoint.url string
sasl.oauthbearer.jwt.retriever.class class = org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever
sasl.oauthbearer.jwt.validator.class class = org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator
sasl.oauthbearer.scope string
sasl.oauthbearer.scope.claim.name string = scope
sasl.oauthbearer.sub.claim.name string = sub
sasl.oauthbearer.token.endpoint.url string
sasl.server.callback.handler.class class
sasl.server.max.receive.size int = 524288
security.inter.broker.protocol string = PLAINTEXT
security.providers string
socket.connection.setup.timeout.max.ms long = 30000
socket.connection.setup.timeout.ms long = 10000
socket.listen.backlog.size int = 50
socket.receive.buffer.bytes int = 102400
socket.request.max.bytes int = 104857600
socket.send.buffer.bytes int = 102400
ssl.allow.dn.changes boolean = false
ssl.allow.san.changes boolean = false
ssl.cipher.suites list dynamic =
ssl.client.auth string dynamic = none
ssl.enabled.protocols list dynamic = TLSv1.2,TLSv1.3
ssl.endpoint.identification.algorithm string dynamic = https
ssl.engine.factory.class class dynamic
ssl.key.password password dynamic
ssl.keymanager.algorithm string dynamic = SunX509
ssl.keystore.certificate.chain password dynamic
ssl.keystore.key password dynamic
ssl.keystore.location string dynamic
ssl.keystore.password password dynamic
ssl.keystore.type string dynamic = JKS
ssl.principal.mapping.rules string = DEFAULT
ssl.protocol string dynamic = TLSv1.3
ssl.provider string dynamic
ssl.secure.random.implementation string dynamic
ssl.trustmanager.algorithm string dynamic = PKIX
ssl.truststore.certificates password dynamic
ssl.truststore.location string dynamic
ssl.truststore.password password dynamic
ssl.truststore.type string dynamic = JKS
telemetry.max.bytes int = 1048576
`
