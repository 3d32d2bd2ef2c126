package page

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"turnaround/app/incident"
)

// TestKey names the note of a test page.
const TestKey = "test"

// Meta keeps small values across restarts.
type Meta interface {
	// Load gives the value of key, nil where there is none.
	Load(ctx context.Context, key string) ([]byte, error)
	Save(ctx context.Context, key string, value []byte) error
}

// Hop is one step of a test page.
type Hop struct {
	Name string `json:"name"` // store, policy, on call, mute, quiet hours, notification, sound
	OK   bool   `json:"ok"`
	Text string `json:"text"` // in plain words
}

// Trial is the outcome of a test page.
type Trial struct {
	At   time.Time `json:"at"`
	OK   bool      `json:"ok"` // shown, and heard where sound is on
	Hops []Hop     `json:"hops"`
	// Last is the last one before this that went well; zero: none did.
	Last time.Time `json:"last_success,omitzero"`
}

const metaTrial = "page/test"

// TestPage calls the person as a SEV1 would, whatever the duty and the hour,
// and says hop by hop what became of it. It may run beside [Loop.Run], or
// without it.
func (l *Loop) TestPage(ctx context.Context) Trial {
	now := l.now()
	t := Trial{At: now}
	var err error
	if t.Last, err = l.LastTest(ctx); err == nil {
		err = l.remembers(ctx, now)
	}
	if err != nil {
		t.add("store", false, err.Error())
	} else {
		t.add("store", true, "reads and writes")
	}
	t.weigh(l, now)
	t.notify(ctx, l)
	t.OK = true
	for _, h := range t.Hops {
		t.OK = t.OK && h.OK
	}
	if l.Meta == nil {
		return t
	}
	if err := l.record(ctx, t); err != nil {
		t.add("store", false, err.Error())
		t.OK = false
	}
	return t
}

func (t *Trial) add(name string, ok bool, text string) {
	t.Hops = append(t.Hops, Hop{Name: name, OK: ok, Text: text})
}

// remembers tries the store the way rings use it.
func (l *Loop) remembers(ctx context.Context, now time.Time) error {
	err := l.Board.SaveRings(ctx, map[string]Ring{TestKey: {Phase: Ended, Ended: now}})
	if err == nil {
		err = l.Board.SaveRings(ctx, map[string]Ring{TestKey: {}})
	}
	if err != nil {
		return fmt.Errorf("remember a ring: %w", err)
	}
	return nil
}

// weigh asks the policy what a real SEV1 would do now.
func (t *Trial) weigh(l *Loop, now time.Time) {
	p, state := l.policy.Load(), l.Duty.On(now)
	m := p.Manner(testSubject(now))
	if m.Notify {
		t.add("policy", true, "a SEV1 rings")
	} else {
		t.add("policy", false, "a rule only lists SEV1: it would not ring")
	}
	text := state.Why
	if !state.OnCall {
		text += "; a real page would only be listed now"
	}
	t.add("on call", true, text)
	if until := l.Mute.Until(now); !until.IsZero() {
		t.add("mute", true, "muted until "+Clock(until, now, p.zone())+"; a real page would only be listed until then")
	}
	switch quiet, until := p.Quiet(now); {
	case !quiet:
		t.add("quiet hours", true, "not now")
	case p.hushed(testSubject(now), quiet):
		t.add("quiet hours", true, "until "+Clock(until, now, p.zone())+"; a real SEV1 would wait until then")
	default:
		t.add("quiet hours", true, "until "+Clock(until, now, p.zone())+", but a SEV1 rings all the same")
	}
}

func (t *Trial) notify(ctx context.Context, l *Loop) {
	p := l.policy.Load()
	sound := p.dampen(p.normal[incident.Critical]).plays()
	if m := p.Manner(testSubject(t.At)); m.Notify {
		sound = m.plays()
	}
	note := Note{
		Key: TestKey, Severity: incident.Critical, Sound: sound, Volume: p.volume, Urgent: true, Acknowledge: true, Open: true,
		Title: "Test page", Body: "A SEV1 would call you like this. Did you hear it?",
	}
	receipt, err := l.hand(ctx, note)
	if err == nil && l.Called != nil {
		l.Called(Call{Note: note, Ring: true})
	}
	text := "shown by " + receipt.Backend
	if receipt.Buttons {
		text += ", with buttons"
	}
	if receipt.Why != "" {
		text += " (" + receipt.Why + ")"
	}
	if err != nil {
		text = err.Error()
	}
	t.add("notification", err == nil && receipt.Shown, text)
	switch {
	case sound == "":
		t.add("sound", true, "off by the configuration")
	case receipt.Heard:
		t.add("sound", true, "played by "+receipt.Sound)
	default:
		t.add("sound", false, "not played: "+receipt.Sound)
	}
}

func testSubject(now time.Time) Subject {
	return Subject{ID: TestKey, Title: "Test page", Severity: incident.Critical, Status: incident.Triggered, RingSince: now}
}

// LastTest gives when a test page last went well; zero: none did.
func (l *Loop) LastTest(ctx context.Context) (time.Time, error) { return lastTest(ctx, l.Meta) }

func lastTest(ctx context.Context, meta Meta) (time.Time, error) {
	var at time.Time
	if meta == nil {
		return at, nil
	}
	raw, err := meta.Load(ctx, metaTrial)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &at)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read when a test page last went well: %w", err)
	}
	return at, nil
}

func pack(at time.Time) []byte {
	raw, err := at.MarshalJSON()
	if err != nil {
		return []byte("null") // a year past 9999 cannot be written
	}
	return raw
}
