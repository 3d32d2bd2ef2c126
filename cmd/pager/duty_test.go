package pager

import (
	"context"
	"errors"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
)

func TestDutyIsReplacedWhileItRuns(t *testing.T) {
	o := &OnCall{}
	use := func(mode string) {
		d, err := duty.New(duty.Config{Duty: config.Duty{Mode: mode}, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		o.use(d)
	}
	use(duty.Always)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- o.run(ctx) }()
	for _, mode := range []string{duty.List, duty.Always, duty.List} {
		use(mode)
		if on := o.On(time.Now()).OnCall; on != (mode == duty.Always) {
			t.Errorf("mode %s: on call %v", mode, on)
		}
	}
	cancel()
	select {
	case err := <-done:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("run ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("run did not end")
	}
}
