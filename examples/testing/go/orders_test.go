// Package orders shows a test in Go that needs Kafka, and starts one in 0.2 s: no Java, no docker.
package orders

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// startKafka starts a testing cluster for one test and returns its address. Set KAFKAWIRE to run another installation of
// the command.
func startKafka(t *testing.T, options ...string) string {
	t.Helper()
	command := strings.Fields(os.Getenv("KAFKAWIRE"))
	if len(command) == 0 {
		command = []string{"npx", "--yes", "kafkawire"}
	}
	arguments := append(command[1:], "broker", "--port", "0", "--json")
	process := exec.Command(command[0], append(arguments, options...)...)
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM) // npx does not pass SIGINT on
		_ = process.Wait()
	})
	var ready struct {
		Bootstrap string `json:"bootstrap"`
	}
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the broker did not start: %v", err)
	}
	if err := json.Unmarshal(line, &ready); err != nil {
		t.Fatal(err)
	}
	return ready.Bootstrap
}

func TestAnOrderThatWasSentIsReceivedByTheGroup(t *testing.T) {
	bootstrap := startKafka(t, "--topic", "orders:3")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()

	producer, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	if err != nil {
		t.Fatal(err)
	}
	defer producer.Close()
	order := &kgo.Record{Topic: "orders", Key: []byte("alice"), Value: []byte("1 book")}
	if err := producer.ProduceSync(ctx, order).FirstErr(); err != nil {
		t.Fatal(err)
	}

	consumer, err := kgo.NewClient(
		kgo.SeedBrokers(bootstrap), kgo.ConsumerGroup("billing"), kgo.ConsumeTopics("orders"),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer consumer.Close()
	fetches := consumer.PollFetches(ctx)
	if err := fetches.Err(); err != nil {
		t.Fatal(err)
	}
	records := fetches.Records()
	if len(records) != 1 || string(records[0].Value) != "1 book" {
		t.Fatalf("received %v, not one order", records)
	}
}
