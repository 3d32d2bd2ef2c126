package e2e

import (
	"strings"
	"testing"
	"time"

	"turnaround/internal/rig"
)

func TestTheCableIsPulledAndMended(t *testing.T) {
	t.Parallel()
	server := rig.StartAlertmanager(t)
	cable := rig.NewCable(t, strings.TrimPrefix(server.URL, "http://"))
	a := newApp(t, atAlertmanager("http://"+cable.Addr))
	a.watch(t)
	a.met(t)
	slow, broken, late := alert("Slow"), alert("Broken"), alert("Late")
	server.Post(t, slow, broken, late)
	a.sync(t)
	offline := a.await(t, "the alert", "Slow", triggered)

	cable.Cut()
	awaitThat(t, "the loss to be told", func() bool { return a.source(t, "am").State == "failing" })
	if s := a.source(t, "am"); s.Error == "" || s.LastContact.IsZero() {
		t.Errorf("a lost source is shown as %+v", s)
	}
	a.must(t, nil, "ack", offline.ID)
	a.await(t, "the acknowledgement here", "Slow", acknowledged)
	var waiting []action
	a.must(t, &waiting, "outbox")
	if len(waiting) != 1 || waiting[0].Verb != "acknowledge" || waiting[0].State != "waiting" {
		t.Errorf("the outbox holds %+v", waiting)
	}
	if s := a.show(t, offline.ID); len(s.Waiting) != 1 {
		t.Errorf("what waits is not shown: %+v", s)
	}
	cable.Mend(t)
	awaitThat(t, "the acknowledgement to be sent", func() bool { return state(t, server, slow) == "suppressed" })
	awaitThat(t, "contact", func() bool { return a.source(t, "am").State == "ok" })

	// The answer to the silence is lost: it arrived all the same.
	one := a.await(t, "the second alert", "Broken", triggered)
	cable.DropAfter(20)
	a.must(t, nil, "ack", one.ID)
	awaitThat(t, "an attempt to fail", func() bool { return a.source(t, "am").State == "failing" })
	cable.Mend(t)
	awaitThat(t, "the second silence", func() bool { return state(t, server, broken) == "suppressed" })
	a.must(t, nil, "ack", a.await(t, "the third alert", "Late", triggered).ID)
	cable.Delay(200 * time.Millisecond)
	awaitThat(t, "the third silence", func() bool { return state(t, server, late) == "suppressed" })
	cable.Reset()
	cable.Mend(t)
	awaitThat(t, "an empty outbox", func() bool {
		a.must(t, &waiting, "outbox")
		return len(waiting) == 0
	})
	awaitThat(t, "contact", func() bool { return a.source(t, "am").State == "ok" })
	if active := server.ActiveSilences(t); len(active) != 3 {
		t.Errorf("three acknowledgements made %d silences: %+v", len(active), active)
	}
	if s := a.show(t, offline.ID); s.has("acted") != 1 || s.has("acknowledged") != 1 || s.Flaps != 0 {
		t.Errorf("the timeline tells %+v", s.Timeline)
	}
}
