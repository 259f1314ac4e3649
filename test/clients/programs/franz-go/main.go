// The steps of franz-go. See ../../support/steps.ts.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"reflect"
	"sort"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

const (
	stepTimeout   = 30 * time.Second
	quiet         = 1500 * time.Millisecond
	maxCharacters = 500
)

type task struct {
	Bootstrap string   `json:"bootstrap"`
	Prefix    string   `json:"prefix"`
	Steps     []string `json:"steps"`
	Security  *struct {
		CAFile    string `json:"caFile"`
		Mechanism string `json:"mechanism"`
		Username  string `json:"username"`
		Password  string `json:"password"`
	} `json:"security"`
}

type result struct {
	Step  string `json:"step"`
	Error string `json:"error,omitempty"`
}

var given task

func main() {
	check(json.Unmarshal([]byte(os.Args[len(os.Args)-1]), &given))
	steps := map[string]func(context.Context){
		"metadata": metadata, "topics": topics, "acks": acks, "codecs": codecs, "consume": consumeStep,
		"rebalance": rebalance, "resume": resume, "transactions": transactions, "admin": adminStep,
		"consumer-protocol": consumerProtocol, "share": share,
	}
	for _, step := range given.Steps {
		line, err := json.Marshal(result{step, run(steps[step])})
		check(err)
		fmt.Println(string(line))
	}
}

// run returns why the step failed; an empty text if it passed.
func run(step func(context.Context)) (failure string) {
	ctx, cancel := context.WithTimeout(context.Background(), stepTimeout)
	defer cancel()
	defer func() {
		if thrown := recover(); thrown != nil {
			failure = fmt.Sprint(thrown)
			failure = failure[:min(len(failure), maxCharacters)]
		}
	}()
	step(ctx)
	return ""
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func equal(actual, expected any) {
	if !reflect.DeepEqual(actual, expected) {
		panic(fmt.Sprintf("expected %v, not %v", expected, actual))
	}
}

func name() string { return fmt.Sprintf("%s-%08x", given.Prefix, rand.Uint32()) }

func client(options ...kgo.Opt) *kgo.Client {
	all := []kgo.Opt{kgo.SeedBrokers(strings.Split(given.Bootstrap, ",")...)}
	if given.Security != nil {
		authority, err := os.ReadFile(given.Security.CAFile)
		check(err)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(authority)
		login := scram.Auth{User: given.Security.Username, Pass: given.Security.Password}
		all = append(all, kgo.DialTLSConfig(&tls.Config{RootCAs: roots}), kgo.SASL(login.AsSha256Mechanism()))
	}
	made, err := kgo.NewClient(append(all, options...)...)
	check(err)
	return made
}

func admin(use func(*kadm.Client)) {
	made := kadm.NewClient(client())
	defer made.Close()
	use(made)
}

func createTopic(ctx context.Context, partitions int32) string {
	topic := name()
	admin(func(a *kadm.Client) {
		created, err := a.CreateTopic(ctx, partitions, 1, nil, topic)
		check(err)
		check(created.Err)
	})
	return topic
}

func produce(ctx context.Context, topic string, values []string, options ...kgo.Opt) {
	producer := client(options...)
	defer producer.Close()
	for _, value := range values {
		check(producer.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: []byte(value)}).FirstErr())
	}
}

// consume reads a number of values, or until nothing has come for a while if the number is 0.
func consume(ctx context.Context, topic string, count int, options ...kgo.Opt) []string {
	all := []kgo.Opt{kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart())}
	consumer := client(append(all, options...)...)
	defer consumer.Close()
	var values []string
	for count == 0 || len(values) < count {
		wait := stepTimeout
		if count == 0 && len(values) > 0 {
			wait = quiet
		}
		bounded, cancel := context.WithTimeout(ctx, wait)
		fetches := consumer.PollFetches(bounded)
		isQuiet := bounded.Err() != nil
		cancel()
		if isQuiet && count == 0 {
			break
		}
		check(fetches.Err())
		fetches.EachRecord(func(record *kgo.Record) { values = append(values, string(record.Value)) })
	}
	if group, _ := consumer.GroupMetadata(); group != "" {
		check(consumer.CommitUncommittedOffsets(ctx))
	}
	return values
}

func sorted(values []string) []string {
	sort.Strings(values)
	return values
}

func metadata(ctx context.Context) {
	topic := createTopic(ctx, 3)
	admin(func(a *kadm.Client) {
		found, err := a.ListTopics(ctx, topic)
		check(err)
		equal(len(found[topic].Partitions), 3)
	})
}

func topics(ctx context.Context) {
	topic := createTopic(ctx, 2)
	admin(func(a *kadm.Client) {
		found, err := a.ListTopics(ctx)
		check(err)
		equal(found.Has(topic), true)
		_, err = a.DeleteTopic(ctx, topic)
		check(err)
	})
	// franz-go answers from memory for a while, so another client asks.
	admin(func(a *kadm.Client) {
		found, err := a.ListTopics(ctx)
		check(err)
		equal(found.Has(topic), false)
	})
}

func acks(ctx context.Context) {
	topic := createTopic(ctx, 1)
	produce(ctx, topic, []string{"acks 0"}, kgo.RequiredAcks(kgo.NoAck()), kgo.DisableIdempotentWrite())
	produce(ctx, topic, []string{"acks 1"}, kgo.RequiredAcks(kgo.LeaderAck()), kgo.DisableIdempotentWrite())
	produce(ctx, topic, []string{"acks all"}, kgo.RequiredAcks(kgo.AllISRAcks()))
	equal(sorted(consume(ctx, topic, 3)), []string{"acks 0", "acks 1", "acks all"})
}

func codecs(ctx context.Context) {
	topic := createTopic(ctx, 1)
	for _, codec := range []kgo.CompressionCodec{
		kgo.NoCompression(), kgo.GzipCompression(), kgo.SnappyCompression(), kgo.Lz4Compression(), kgo.ZstdCompression(),
	} {
		produce(ctx, topic, []string{strings.Repeat("text", 50)}, kgo.ProducerBatchCompression(codec))
	}
	equal(len(consume(ctx, topic, 5)), 5)
}

func consumeStep(ctx context.Context) {
	topic := createTopic(ctx, 3)
	produce(ctx, topic, []string{"a", "b", "c", "d", "e", "f"})
	equal(sorted(consume(ctx, topic, 6, kgo.ConsumerGroup(name()))), []string{"a", "b", "c", "d", "e", "f"})
}

func rebalance(ctx context.Context) { twoMembers(ctx) }

func twoMembers(ctx context.Context, options ...kgo.Opt) {
	topic, group := createTopic(ctx, 4), name()
	type change struct {
		member, by int
	}
	changes := make(chan change, 100)
	for member := range 2 {
		count := func(sign int) func(context.Context, *kgo.Client, map[string][]int32) {
			return func(_ context.Context, _ *kgo.Client, moved map[string][]int32) {
				changes <- change{member, sign * len(moved[topic])}
			}
		}
		all := []kgo.Opt{
			kgo.ConsumeTopics(topic), kgo.ConsumerGroup(group), kgo.HeartbeatInterval(300 * time.Millisecond),
			kgo.OnPartitionsAssigned(count(1)), kgo.OnPartitionsRevoked(count(-1)), kgo.OnPartitionsLost(count(-1)),
		}
		consumer := client(append(all, options...)...)
		defer consumer.Close()
	}
	counts := [2]int{}
	for counts != [2]int{2, 2} {
		select {
		case next := <-changes:
			counts[next.member] += next.by
		case <-ctx.Done():
			panic(fmt.Sprintf("the members have %v partitions, not 2 each", counts))
		}
	}
}

func resume(ctx context.Context) { resumeWith(ctx) }

func resumeWith(ctx context.Context, options ...kgo.Opt) {
	topic := createTopic(ctx, 1)
	options = append(options, kgo.ConsumerGroup(name()))
	produce(ctx, topic, []string{"1", "2", "3"})
	equal(consume(ctx, topic, 3, options...), []string{"1", "2", "3"})
	produce(ctx, topic, []string{"4"})
	equal(consume(ctx, topic, 1, options...), []string{"4"})
}

func transactions(ctx context.Context) {
	source, target, group := createTopic(ctx, 1), createTopic(ctx, 1), name()
	produce(ctx, source, []string{"x"})
	session := session(source, group)
	defer session.Close()
	equal(len(session.PollFetches(ctx).Records()), 1)
	for _, step := range []struct {
		value string
		try   kgo.TransactionEndTry
	}{{"aborted", kgo.TryAbort}, {"committed", kgo.TryCommit}} {
		check(session.Begin())
		check(session.ProduceSync(ctx, &kgo.Record{Topic: target, Value: []byte(step.value)}).FirstErr())
		committed, err := session.End(ctx, step.try)
		check(err)
		equal(committed, step.try == kgo.TryCommit)
		if step.try == kgo.TryAbort {
			equal(len(session.PollFetches(ctx).Records()), 1)
		}
	}
	equal(consume(ctx, target, 0, kgo.FetchIsolationLevel(kgo.ReadCommitted())), []string{"committed"})
	equal(consume(ctx, target, 0), []string{"aborted", "committed"})
	admin(func(a *kadm.Client) {
		offsets, err := a.FetchOffsets(ctx, group)
		check(err)
		offset, _ := offsets.Lookup(source, 0)
		equal(offset.At, int64(1))
	})
}

func session(topic, group string) *kgo.GroupTransactSession {
	plain := client()
	options := plain.Opts()
	plain.Close()
	made, err := kgo.NewGroupTransactSession(append(options,
		kgo.TransactionalID(name()), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.RequireStableFetchOffsets())...)
	check(err)
	return made
}

func adminStep(ctx context.Context) {
	topic, group := createTopic(ctx, 1), name()
	produce(ctx, topic, []string{"x"})
	consume(ctx, topic, 1, kgo.ConsumerGroup(group))
	admin(func(a *kadm.Client) {
		value := "3600000"
		_, err := a.AlterTopicConfigs(ctx, []kadm.AlterConfig{{Name: "retention.ms", Value: &value}}, topic)
		check(err)
		configs, err := a.DescribeTopicConfigs(ctx, topic)
		check(err)
		for _, config := range configs[0].Configs {
			if config.Key == "retention.ms" {
				equal(*config.Value, value)
			}
		}
		_, err = a.UpdatePartitions(ctx, 4, topic)
		check(err)
		found, err := a.ListTopics(ctx, topic)
		check(err)
		equal(len(found[topic].Partitions), 4)
		groups, err := a.ListGroups(ctx)
		check(err)
		_, isListed := groups[group]
		equal(isListed, true)
		lag, err := a.Lag(ctx, group)
		check(err)
		check(lag.Error())
		equal(lag[group].Lag.Total(), int64(0))
		_, err = a.DeleteGroup(ctx, group)
		check(err)
	})
}

func consumerProtocol(ctx context.Context) {
	option := kgo.WithContext(context.WithValue(context.Background(), "opt_in_kafka_next_gen_balancer_beta", true))
	resumeWith(ctx, option)
	twoMembers(ctx, option)
}

func share(ctx context.Context) {
	topic, group := createTopic(ctx, 2), name()
	value := "earliest"
	request := kmsg.NewPtrIncrementalAlterConfigsRequest()
	resource := kmsg.NewIncrementalAlterConfigsRequestResource()
	resource.ResourceType, resource.ResourceName = kmsg.ConfigResourceTypeGroupConfig, group
	config := kmsg.NewIncrementalAlterConfigsRequestResourceConfig()
	config.Name, config.Value = "share.auto.offset.reset", &value
	resource.Configs = append(resource.Configs, config)
	request.Resources = append(request.Resources, resource)
	configurator := client()
	defer configurator.Close()
	answer, err := request.RequestWith(ctx, configurator)
	check(err)
	check(kerr.ErrorForCode(answer.Resources[0].ErrorCode))
	produce(ctx, topic, []string{"accept", "release", "reject"})
	consumer := client(kgo.ConsumeTopics(topic), kgo.ShareGroup(group))
	defer consumer.Close()
	statuses := map[string][]kgo.AckStatus{
		"accept": {kgo.AckAccept}, "release": {kgo.AckRelease, kgo.AckAccept}, "reject": {kgo.AckReject},
	}
	for range 4 {
		if len(statuses["accept"])+len(statuses["release"])+len(statuses["reject"]) == 0 {
			break
		}
		fetches := consumer.PollFetches(ctx)
		check(fetches.Err())
		fetches.EachRecord(func(record *kgo.Record) {
			value := string(record.Value)
			consumer.MarkAcks(statuses[value][0], record)
			statuses[value] = statuses[value][1:]
		})
		check(consumer.FlushAcks(ctx))
	}
	equal(statuses, map[string][]kgo.AckStatus{"accept": {}, "release": {}, "reject": {}})
}
