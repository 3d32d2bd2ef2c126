package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/incident"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world plays decisions in order, keeping rings as the loop does.
type world struct {
	t        *testing.T
	policy   *Policy
	now      time.Time
	subjects map[string]*Subject
	order    []string
	alarms   []Alarm
	rings    map[string]Ring
	duty     duty.State
	stays    bool
	next     time.Time
}

func newWorld(t *testing.T, page config.Page, quiet config.Quiet) *world {
	t.Helper()
	p, err := NewPolicy(page, quiet, func() *time.Location { return time.UTC })
	if err != nil {
		t.Fatal(err)
	}
	return &world{t: t, policy: p, now: noon, subjects: map[string]*Subject{}, rings: map[string]Ring{}, duty: duty.State{OnCall: true}}
}

// open adds a triggered incident that began to deserve a ring now.
func (w *world) open(id string, s incident.Severity) *Subject {
	sub := &Subject{ID: incident.ID(id), Title: "HighErrorRate " + id, Service: "checkout", Source: "eu-prod", Severity: s,
		Status: incident.Triggered, RingSince: w.now, Firing: 1, Alerts: 1}
	w.subjects[id] = sub
	w.order = append(w.order, id)
	return sub
}

func (w *world) view() View {
	return View{Now: w.now, Alarms: w.alarms, Rings: w.rings, Duty: w.duty,
		Subjects: func(yield func(Subject) bool) {
			for _, id := range w.order {
				s := w.subjects[id]
				if s.Status == incident.Resolved || s.MergedInto != "" {
					continue
				}
				if !yield(*s) {
					return
				}
			}
		},
		Find: func(id incident.ID) (Subject, bool) {
			s, ok := w.subjects[string(id)]
			if !ok {
				return Subject{}, false
			}
			return *s, true
		},
	}
}

// decide takes one decision, applies it as the loop would, and gives it as
// short lines: "ring a", "show group", "gone a".
func (w *world) decide(change ...func(*View)) []string {
	w.t.Helper()
	v := w.view()
	for _, f := range change {
		f(&v)
	}
	plan := w.policy.Decide(v)
	w.next = plan.Next
	if !plan.Next.IsZero() && !plan.Next.After(w.now) {
		w.t.Fatalf("next decision at %v is not after %v", plan.Next, w.now)
	}
	for key, r := range plan.Rings {
		if r == (Ring{}) {
			delete(w.rings, key)
			continue
		}
		w.rings[key] = r
	}
	var lines []string
	for _, key := range plan.Withdraw {
		lines = append(lines, "gone "+short(key))
	}
	for _, c := range plan.Calls {
		word := "show "
		if c.Ring {
			word = "quiet "
			if c.Note.Sound != "" {
				word = "ring "
			}
			r := w.rings[c.Note.Key]
			r.Pending, r.Stays = false, w.stays && c.Note.Sound != ""
			w.rings[c.Note.Key] = r
		}
		lines = append(lines, word+short(c.Note.Key))
	}
	slices.Sort(lines)
	if again := w.policy.Decide(w.viewAfter(v)); len(again.Calls)+len(again.Withdraw)+len(again.Rings) > 0 {
		w.t.Fatalf("deciding again at once is not calm: %+v", again)
	}
	return lines
}

// viewAfter is the same moment once more: a return is over by then.
func (w *world) viewAfter(v View) View {
	v.Rings, v.Return = w.rings, false
	return v
}

func short(key string) string { return strings.TrimPrefix(key, "incident/") }

func (w *world) expect(want ...string) {
	w.t.Helper()
	if got := w.decide(); !slices.Equal(got, want) {
		w.t.Fatalf("at %s: %q, want %q", w.now.Format("02 15:04:05"), got, want)
	}
}

// after moves the clock.
func (w *world) after(d time.Duration) *world {
	w.now = w.now.Add(d)
	return w
}

// run follows the decisions for a while and gives when something happened.
func (w *world) run(d time.Duration) []string {
	w.t.Helper()
	var lines []string
	start, end := w.now, w.now.Add(d)
	for range 10_000 {
		for _, line := range w.decide() {
			lines = append(lines, fmt.Sprintf("%s %s", w.now.Sub(start), line))
		}
		if w.next.IsZero() || w.next.After(end) {
			w.now = end
			return lines
		}
		w.now = w.next
	}
	w.t.Fatal("decisions never end")
	return nil
}

func TestDefaultsPerSeverity(t *testing.T) {
	for _, c := range []struct {
		s     incident.Severity
		rings int // within 35 minutes
		sound string
	}{
		{incident.Critical, 10 + 2, "critical"}, {incident.Major, 10 + 2, "major"},
		{incident.Minor, 1, ""}, {incident.Unknown, 1, ""}, {incident.Info, 0, ""},
	} {
		t.Run(c.s.String(), func(t *testing.T) {
			w := newWorld(t, config.Page{}, config.Quiet{})
			w.open("a", c.s)
			calls := w.policy.Decide(w.view()).Calls
			if len(calls) > 0 && (calls[0].Note.Sound != c.sound || calls[0].Note.Urgent != (c.sound != "")) {
				t.Errorf("sound %q, urgent %v", calls[0].Note.Sound, calls[0].Note.Urgent)
			}
			got := w.run(35 * time.Minute)
			if len(got) != c.rings {
				t.Fatalf("%d calls, want %d: %q", len(got), c.rings, got)
			}
			if c.rings > 10 && (got[1] != "1m0s ring a" || got[9] != "9m0s ring a" || got[10] != "19m0s ring a" || got[11] != "29m0s ring a") {
				t.Errorf("rang at %q", got)
			}
		})
	}
}

func TestWhatNeverRings(t *testing.T) {
	for name, change := range map[string]func(*world, *Subject){
		"old news at first contact": func(w *world, s *Subject) { s.RingSince = time.Time{} },
		"snoozed":                   func(w *world, s *Subject) { s.SnoozedUntil = w.now.Add(time.Hour) },
		"acknowledged":              func(w *world, s *Subject) { s.Status, s.AckedAt = incident.Acknowledged, w.now },
		"no news since":             func(w *world, s *Subject) { s.QuietSince = w.now },
		"resolved":                  func(w *world, s *Subject) { s.Status = incident.Resolved },
		"merged":                    func(w *world, s *Subject) { s.MergedInto = "b" },
		"off call":                  func(w *world, s *Subject) { w.duty.OnCall = false },
		"somebody's silence": func(w *world, s *Subject) {
			s.Status, s.AckedAt, s.AckMark = incident.Acknowledged, w.now.Add(-72*time.Hour), incident.MarkSilenced
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, config.Page{}, config.Quiet{})
			change(w, w.open("a", incident.Critical))
			if got := w.run(30 * time.Minute); len(got) > 0 {
				t.Errorf("rang: %q", got)
			}
		})
	}
}

func TestWhatStopsARing(t *testing.T) {
	for name, change := range map[string]func(*world, *Subject){
		"acknowledged": func(w *world, s *Subject) { s.Status, s.AckedAt = incident.Acknowledged, w.now },
		"snoozed":      func(w *world, s *Subject) { s.SnoozedUntil = w.now.Add(time.Hour) },
		"resolved":     func(w *world, s *Subject) { s.Status, s.ResolvedAt = incident.Resolved, w.now },
		"merged":       func(w *world, s *Subject) { s.MergedInto = "b" },
		"no news":      func(w *world, s *Subject) { s.QuietSince = w.now },
		"SEV4 now":     func(w *world, s *Subject) { s.Severity = incident.Info },
		"off call":     func(w *world, s *Subject) { w.duty.OnCall = false },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, config.Page{}, config.Quiet{})
			s := w.open("a", incident.Critical)
			w.expect("ring a")
			change(w.after(5*time.Second), s)
			w.expect("gone a")
			if got := w.after(2 * time.Minute).decide(); len(got) > 0 {
				t.Errorf("rang on: %q", got)
			}
		})
	}
}

func TestHoldsThatEndRingAgain(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	s := w.open("a", incident.Major)
	s.SnoozedUntil = w.now.Add(30 * time.Minute)
	w.expect()
	if !w.next.Equal(s.SnoozedUntil) {
		t.Errorf("next look at %v, not when the snooze ends", w.next)
	}
	w.after(30 * time.Minute).expect("ring a")
	s.Status, s.AckedAt = incident.Acknowledged, w.now
	w.expect("gone a")
	s.Status, s.AckedAt = incident.Triggered, time.Time{}
	w.after(time.Second).expect("ring a")
}

func TestStaleAcknowledgementRingsAgain(t *testing.T) {
	for s, old := range map[incident.Severity]time.Duration{
		incident.Critical: 2 * time.Hour, incident.Major: 2 * time.Hour, incident.Minor: 24 * time.Hour,
	} {
		w := newWorld(t, config.Page{}, config.Quiet{})
		sub := w.open("a", s)
		word := "ring a"
		if s == incident.Minor {
			word = "quiet a"
		}
		sub.Status, sub.AckedAt = incident.Acknowledged, w.now
		w.expect()
		w.after(old - time.Second).expect()
		if !w.next.Equal(noon.Add(old)) {
			t.Errorf("%v: next look at %v", s, w.next)
		}
		w.after(time.Second)
		if note := w.policy.Decide(w.view()).Calls[0].Note; !strings.Contains(note.Body, "still open") || !note.Acknowledge {
			t.Errorf("%v: the note says %q", s, note.Body)
		}
		w.expect(word)
		sub.AckedAt = w.now.Add(10 * time.Second)
		w.after(10 * time.Second).expect("gone a")
		w.after(old - time.Second).expect()
		w.after(time.Second).expect(word)
	}
}

func TestAcknowledgementAtTheSourceEndsWithIt(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	s := w.open("a", incident.Critical)
	s.Status, s.AckedAt, s.AckMark, s.AckUntil = incident.Acknowledged, w.now, incident.MarkSilenced, w.now.Add(4*time.Hour)
	w.expect()
	w.after(4 * time.Hour).expect()
	w.after(tardy + time.Second).expect("ring a")
}

func TestRules(t *testing.T) {
	min := config.Duration(time.Minute)
	rules := []config.Rule{
		{Source: []string{"lab"}, Do: "list"},
		{Service: []string{"Billing"}, Severity: []int{3, 4}, Do: "notify", Sound: "minor", Repeat: 5 * min},
		{Severity: []int{2}, Sound: "none", Times: 1},
		{Severity: []int{1}, Service: []string{"search"}, Repeat: 2 * min, Times: 3, Then: 30 * min},
	}
	p, err := NewPolicy(config.Page{Rules: rules}, config.Quiet{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		s    Subject
		want Manner
	}{
		{Subject{Source: "lab", Severity: 1}, Manner{}},
		{Subject{Service: "billing", Severity: 4}, Manner{Notify: true, Sound: "minor", Repeat: 5 * time.Minute, Times: 1, Then: 5 * time.Minute}},
		{Subject{Service: "billing", Severity: 2}, Manner{Notify: true, Repeat: time.Minute, Times: 1}},
		{Subject{Service: "search", Severity: 1}, Manner{Notify: true, Sound: "critical", Repeat: 2 * time.Minute, Times: 3, Then: 30 * time.Minute}},
		{Subject{Service: "web", Severity: 1}, Manner{Notify: true, Sound: "critical", Repeat: time.Minute, Times: 10, Then: 10 * time.Minute}},
		{Subject{Source: "lab", Kind: KindContact}, Manner{Notify: true, Sound: "major", Times: 1}},
	} {
		if got := p.Manner(c.s); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.s, got, c.want)
		}
	}
	for want, r := range map[string]config.Rule{
		"severity 9": {Severity: []int{9}}, "notify or list": {Do: "shout"}, "at least": {Repeat: 1}, "negative": {Times: -1},
	} {
		if _, err := NewPolicy(config.Page{Rules: []config.Rule{r}}, config.Quiet{}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", r, err, want)
		}
	}
	if p, err = NewPolicy(config.Page{Sound: "off"}, config.Quiet{}, nil); err != nil || p.Manner(Subject{Severity: 1}).Loud() {
		t.Errorf("sound off is loud, or %v", err)
	}
}

func TestSoundOffTakesNothingButTheSound(t *testing.T) {
	w := newWorld(t, config.Page{Sound: "off"}, config.Quiet{})
	w.open("a", incident.Critical)
	calls := w.policy.Decide(w.view()).Calls
	if len(calls) != 1 || calls[0].Note.Sound != "" || !calls[0].Note.Urgent {
		t.Errorf("a SEV1 calls %+v", calls)
	}
	w.expect("quiet a")
	w.after(time.Minute)
	w.expect("quiet a")
}

func TestStormIsOneNote(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	rings := 0
	for n := range 10_000 {
		w.open(fmt.Sprint("s", n), incident.Severity(n%3+1))
		w.after(time.Millisecond)
		if n%500 == 0 {
			rings += len(w.decide())
		}
	}
	rings += len(w.run(20 * time.Second))
	if rings > 5 {
		t.Errorf("%d notes", rings)
	}
	if g := w.rings[GroupKey]; g.Shown != 10_000 {
		t.Errorf("the note tells of %d", g.Shown)
	}
	if got := w.run(time.Minute); len(got) != 1 || !strings.HasSuffix(got[0], "ring group") {
		t.Errorf("then %q", got)
	}
	for key, s := range w.subjects {
		if r := w.rings[IncidentKey(s.ID)]; r.Phase != Ringing || r.Key != GroupKey {
			t.Fatalf("%s is lost: %+v", key, r)
		}
	}
	for _, s := range w.subjects {
		s.Status = incident.Resolved
	}
	w.expect("gone group")
	if got := w.run(time.Hour); len(got) > 0 {
		t.Errorf("after all are over: %q", got)
	}
}

func TestTrickleBecomesAStorm(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	var lines []string
	for n := range 20 {
		w.open(fmt.Sprint("s", n), incident.Critical)
		lines = append(lines, w.decide()...)
		w.after(400 * time.Millisecond)
	}
	calls := slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "gone") })
	if want := []string{"ring s0", "ring s1", "ring s2", "ring s3", "ring group"}; !slices.Equal(calls, want) {
		t.Errorf("%q, want %q", calls, want)
	}
}

func TestFewAreNoStorm(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	for n := range 4 {
		w.open(fmt.Sprint("s", n), incident.Critical)
	}
	w.expect("ring s0", "ring s1", "ring s2", "ring s3")
	w.open("late", incident.Critical).RingSince = w.after(30 * time.Second).now
	w.expect("ring late")
	// Five that ring on and on are one note from their next repeat.
	w.after(30*time.Second).expect("gone late", "gone s0", "gone s1", "gone s2", "gone s3", "ring group")
}

func TestNewsBesideAStormRingsAlone(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	for n := range 8 {
		w.open(fmt.Sprint("s", n), incident.Major)
	}
	w.expect("ring group")
	w.after(5 * time.Minute)
	w.decide()
	w.open("other", incident.Critical)
	w.after(20 * time.Second).expect("ring other")
}

func TestStormThatShrinksBecomesSingleNotes(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	for n := range 8 {
		w.open(fmt.Sprint("s", n), incident.Major)
	}
	w.expect("ring group")
	for n := range 6 {
		s := w.subjects[fmt.Sprint("s", n)]
		s.Status, s.AckedAt = incident.Acknowledged, w.now
	}
	w.after(30 * time.Second).expect()
	w.after(30*time.Second).expect("gone group", "ring s6", "ring s7")
	w.after(time.Minute).expect("ring s6", "ring s7")
}

func TestOneSummaryAfterWaking(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	for n := range 3 {
		w.open(fmt.Sprint("s", n), incident.Critical)
	}
	holding, over := func(v *View) { v.Hold = true }, func(v *View) { v.Return = true }
	if got := w.decide(holding); len(got) > 0 {
		t.Errorf("rings while the sources are not asked yet: %q", got)
	}
	w.subjects["s0"].Status = incident.Resolved
	if got := w.after(20 * time.Second).decide(over); !slices.Equal(got, []string{"ring group"}) {
		t.Errorf("after waking: %q", got)
	}
	w.after(time.Minute).expect("gone group", "ring s1", "ring s2")
}

func TestOneSummaryForASourceThatComesBack(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	w.alarms = []Alarm{{Key: ContactKey("eu-prod"), Kind: KindContact, Source: "eu-prod", Severity: 2, Title: "No contact", Since: w.now}}
	w.expect("ring contact/eu-prod")
	w.after(time.Hour)
	w.alarms = nil
	w.open("a", incident.Critical)
	w.open("b", incident.Critical)
	w.expect("gone contact/eu-prod", "ring group")
}

func TestOneAloneAfterWakingKeepsItsButtons(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	w.open("a", incident.Critical)
	if got := w.decide(func(v *View) { v.Return = true }); !slices.Equal(got, []string{"ring a"}) {
		t.Errorf("%q", got)
	}
}

func TestQuietHoursHoldBackAndTellAtTheirEnd(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{Hours: []string{"12:00-13:00"}, Zone: "UTC"})
	w.open("loud", incident.Critical)
	w.open("b", incident.Major)
	w.open("c", incident.Minor)
	w.expect("ring loud")
	w.subjects["loud"].Status, w.subjects["loud"].AckedAt = incident.Acknowledged, w.now
	w.expect("gone loud")
	if got := w.run(time.Hour - time.Second); len(got) > 0 {
		t.Errorf("rang in quiet hours: %q", got)
	}
	w.after(time.Second).expect("ring group")
	if got := w.rings[IncidentKey("b")]; got.Reason != QuietHours {
		t.Errorf("b is remembered as %+v", got)
	}
}

func TestQuietHoursBeginWhileItRings(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{Hours: []string{"12:05-13:00"}, Zone: "UTC"})
	w.open("a", incident.Major)
	if got := w.run(50 * time.Minute); len(got) != 5 {
		t.Errorf("rang %q", got)
	}
	if got := w.run(11 * time.Minute); !slices.Equal(got, []string{"10m0s ring a", "11m0s ring a"}) {
		t.Errorf("afterwards %q", got)
	}
}

func TestHandOver(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	w.duty = duty.State{Until: w.now.Add(time.Hour)}
	w.open("a", incident.Critical)
	w.open("b", incident.Minor)
	w.expect()
	if !w.next.Equal(w.duty.Until) {
		t.Errorf("next look at %v, not at the hand-over", w.next)
	}
	w.duty = duty.State{OnCall: true, Until: w.now.Add(2 * time.Hour)}
	w.after(time.Hour).expect("ring group")
	w.duty = duty.State{}
	w.after(30 * time.Second).expect("gone group")
	if got := w.run(2 * time.Hour); len(got) > 0 {
		t.Errorf("off call: %q", got)
	}
}

func TestFlappingKeepsItsPace(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	s := w.open("a", incident.Critical)
	rings := 0
	for range 120 {
		for _, line := range w.decide() {
			if strings.HasPrefix(line, "ring") {
				rings++
			}
		}
		w.after(15 * time.Second)
		s.Status = incident.Resolved
		w.decide()
		w.after(15 * time.Second)
		s.Status, s.RingSince = incident.Triggered, w.now
	}
	if rings < 10 || rings > 10+5 {
		t.Errorf("an hour of flapping rang %d times", rings)
	}
	w.subjects["a"].Status = incident.Resolved
	w.decide()
	w.after(2 * time.Hour).decide()
	s.Status = incident.Triggered
	w.expect("ring a")
}

func TestWorseThanToldRingsAtOnce(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	s := w.open("a", incident.Minor)
	w.expect("quiet a")
	s.Severity = incident.Critical
	w.after(10 * time.Second).expect("ring a")
	s.Severity = incident.Minor
	w.after(time.Minute).expect()
	s.Severity = incident.Critical
	w.after(time.Minute).expect("ring a")
}

func TestClockSetBackOrForward(t *testing.T) {
	for _, jump := range []time.Duration{-26 * time.Hour, -3 * time.Hour, -30 * time.Second, 3 * time.Hour, 26 * time.Hour} {
		w := newWorld(t, config.Page{}, config.Quiet{})
		w.open("a", incident.Critical)
		acked := w.open("b", incident.Critical)
		acked.Status, acked.AckedAt = incident.Acknowledged, w.now
		w.run(90 * time.Second)
		w.after(jump)
		if jump > 0 {
			acked.Status = incident.Resolved
		}
		got := w.run(5 * time.Minute)
		if len(got) < 5 || len(got) > 6 {
			t.Errorf("the clock jumped %v: %q", jump, got)
		}
		if jump < 0 {
			// The acknowledgement counts anew, and does grow old.
			w.subjects["a"].Status = incident.Resolved
			if got := w.run(2 * time.Hour); !strings.Contains(strings.Join(got, " "), "ring b") {
				t.Errorf("the clock jumped %v: the acknowledgement never grows old: %q", jump, got)
			}
		}
	}
}

func TestRestartRingsNothingTwice(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	w.open("a", incident.Critical)
	w.open("b", incident.Minor)
	w.expect("quiet b", "ring a")
	back := func(v *View) { v.Return = true }
	if got := w.after(20 * time.Second).decide(back); len(got) > 0 {
		t.Errorf("20 s later, after a restart: %q", got)
	}
	if got := w.after(40 * time.Second).decide(back); !slices.Equal(got, []string{"ring a"}) {
		t.Errorf("when due: %q", got)
	}
}

func TestDeathBeforeTheNoteWasHandedOver(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	w.open("b", incident.Minor)
	plan := w.policy.Decide(w.view())
	if len(plan.Calls) != 1 || !plan.Rings[IncidentKey("b")].Pending {
		t.Fatalf("the intent is not written down: %+v", plan)
	}
	w.rings = plan.Rings
	w.after(time.Second)
	if p := w.policy.Decide(w.view()); len(p.Calls) > 0 {
		t.Errorf("rings at once: %+v", p.Calls)
	}
	w.after(retry).expect("quiet b")
	if got := w.run(24 * time.Hour); len(got) > 0 {
		t.Errorf("and again: %q", got)
	}
}

func TestRecoveryWhereNotesStay(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	w.stays = true
	s := w.open("a", incident.Critical)
	m := w.open("b", incident.Minor)
	w.expect("quiet b", "ring a")
	s.Status, m.Status = incident.Resolved, incident.Resolved
	w.expect("gone b", "show a")
}

func TestAlarmsAreAcknowledgedByTheirKey(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	key := HeartbeatKey("eu-prod", "Watchdog")
	w.alarms = []Alarm{{Key: key, Kind: KindHeartbeat, Source: "eu-prod", Severity: 1, Title: "No heartbeat", Since: w.now}}
	w.expect("ring " + key)
	w.after(time.Minute).expect("ring " + key)
	w.rings[key] = Ring{Phase: Held, Since: w.now, Held: w.now}
	w.after(time.Minute).expect()
	w.after(2 * time.Hour).expect("ring " + key)
	w.alarms = nil
	w.after(time.Second).expect("gone " + key)
}

func TestLostContactRingsOnceAlsoInQuietHours(t *testing.T) {
	for _, c := range []struct {
		rings []int
		want  int
	}{{nil, 1}, {[]int{}, 0}} {
		w := newWorld(t, config.Page{}, config.Quiet{Hours: []string{"00:00-24:00"}, Severity: c.rings})
		w.alarms = []Alarm{{Key: ContactKey("x"), Kind: KindContact, Source: "x", Severity: 2, Title: "No contact", Since: w.now}}
		if got := w.run(24 * time.Hour); len(got) != c.want {
			t.Errorf("rings %v: %q", c.rings, got)
		}
	}
}

// BenchmarkDecideInAStorm is one decision while 10,000 incidents ring as one.
func BenchmarkDecideInAStorm(b *testing.B) {
	p, err := NewPolicy(config.Page{}, config.Quiet{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	var subjects []Subject
	for n := range 10_000 {
		subjects = append(subjects, Subject{ID: incident.NewID("bench", fmt.Sprint(n), noon), Title: "HighErrorRate",
			Severity: incident.Critical, Status: incident.Triggered, RingSince: noon})
	}
	v := View{Now: noon, Subjects: slices.Values(subjects), Duty: duty.State{OnCall: true}}
	v.Rings = p.Decide(v).Rings
	b.ReportAllocs()
	for b.Loop() {
		if plan := p.Decide(v); len(plan.Calls) > 0 {
			b.Fatal("rings again")
		}
	}
}
