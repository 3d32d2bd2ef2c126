package cmd

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"
)

func TestLongWorkTellsHowFarItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan progress, 10)
		ctx := withProgress(t.Context(), func(p progress) { told <- p })
		count, stop := counting(ctx, "entries")
		count.Store(7)
		time.Sleep(progressEvery + time.Millisecond)
		stop()
		if got := <-told; got != (progress{7, "entries"}) {
			t.Errorf("told %+v", got)
		}
		if len(told) != 0 {
			t.Error("told more than once in one interval")
		}
	})
}

func TestNobodyAsksHowFarItIs(t *testing.T) {
	count, stop := counting(context.Background(), "entries")
	count.Add(1)
	stop()
}

func TestProgressCrossesTheSocket(t *testing.T) {
	var got progress
	read := readProgress(func(p progress) { got = p })
	raw, err := json.Marshal(progress{3, "incidents"})
	if err != nil {
		t.Fatal(err)
	}
	if err := read(raw); err != nil || got.Done != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	if read([]byte(`"nonsense"`)) == nil {
		t.Error("nonsense is taken")
	}
	if readProgress(nil) != nil {
		t.Error("somebody without a terminal is told")
	}
}
