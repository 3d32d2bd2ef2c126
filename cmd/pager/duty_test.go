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
	o := &OnCall{make: func(c config.Duty) (*duty.Duty, error) {
		return duty.New(duty.Config{Duty: c, Now: time.Now})
	}}
	if err := o.set(config.Duty{Mode: duty.Always}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- o.run(ctx) }()
	for _, mode := range []string{duty.List, duty.Always, duty.List} {
		if err := o.set(config.Duty{Mode: mode}); err != nil {
			t.Fatal(err)
		}
		if on := o.On(time.Now()).OnCall; on != (mode == duty.Always) {
			t.Errorf("mode %s: on call %v", mode, on)
		}
	}
	if err := o.set(config.Duty{Mode: "nonsense"}); err == nil {
		t.Error("a nonsense mode is taken")
	}
	if o.On(time.Now()).Mode != duty.List {
		t.Error("a refused change replaced the duty")
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
