package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/duty"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

func ago(d time.Duration) time.Time { return noon.Add(-d) }

func sourceAt(name, state string, change func(*health.Status)) health.Status {
	s := health.Status{Name: name, State: state, LastContact: ago(8 * time.Second), LastTry: ago(8 * time.Second), Latency: 0.04}
	if change != nil {
		change(&s)
	}
	return s
}

func sources(all ...health.Status) health.View { return health.View{Sources: all} }

func texts(marks []Mark) string {
	var all []string
	for _, m := range marks {
		all = append(all, m.Text)
	}
	return strings.Join(all, " | ")
}

var onCall = duty.State{OnCall: true, Mode: duty.Always}

func TestWhoWaitsLongestForAnUpdateIsSaid(t *testing.T) {
	owed := func(id string, due time.Duration) desk.Clock {
		return desk.Clock{Row: store.Row{ID: incident.ID(id), Title: "Checkout failing " + id}, Reading: journey.Reading{State: journey.Overdue, Next: noon.Add(due)}}
	}
	for _, c := range []struct {
		name, want string
		clocks     []desk.Clock
	}{
		{"nobody", "", nil},
		{"one that has time", "", []desk.Clock{{Row: store.Row{ID: "a"}, Reading: journey.Reading{State: journey.Informed, Next: noon.Add(time.Hour)}}}},
		{"no target", "No current update for 5m: Slow", []desk.Clock{{Row: store.Row{ID: "a", Title: "Slow"}, Reading: journey.Reading{State: journey.Dark, Since: ago(5 * time.Minute)}}}},
		{"the longest", "Update overdue 12m: Checkout failing a", []desk.Clock{owed("a", -12*time.Minute), owed("b", -time.Minute)}},
		{"soon", "Update due in 6m: Checkout failing a", []desk.Clock{owed("a", 6*time.Minute)}},
		{"now", "Update due now: Checkout failing a", []desk.Clock{owed("a", -20*time.Second)}},
	} {
		st := StatusOf(Standing{Now: noon, Duty: onCall, Owed: OwedOf(c.clocks, noon)})
		if st.Owed != c.want {
			t.Errorf("%s: %q, want %q", c.name, st.Owed, c.want)
		}
		if c.want != "" && (st.Right[0].Text != c.want || st.Right[0].Route != "compose/a" || st.OwedBy != "a") {
			t.Errorf("%s: the bar says %+v", c.name, st.Right[0])
		}
	}
}

func TestTheStatusBarTellsHowEachSourceStands(t *testing.T) {
	eu := sourceAt("eu", health.OK, nil)
	lost := sourceAt("staging", health.Gone, func(s *health.Status) {
		s.LostSince, s.Error = ago(time.Hour), "password refused\x1b[31m"
	})
	slow := sourceAt("probe", health.Failing, func(s *health.Status) { s.Misses = 3 })
	many := sources(lost, sourceAt("a", health.OK, nil), sourceAt("b", health.OK, nil),
		sourceAt("c", health.OK, nil), sourceAt("d", health.OK, nil))
	muted := sources(eu)
	muted.MutedUntil = noon.Add(time.Hour)
	for _, c := range []struct {
		name    string
		s       Standing
		left    string
		right   string
		glance  Glance
		waiting int
	}{
		{name: "no source", s: Standing{Duty: onCall},
			left: "No alert source yet", right: "Data stays on this computer | On call"},
		{name: "well", s: Standing{Duty: duty.State{OnCall: true, Until: noon.Add(time.Hour)}, Open: 2, Health: sources(eu)},
			left: "eu", right: "Synced 8 s ago | On call until 13:00", glance: Working},
		{name: "one lost, one slow", s: Standing{Duty: onCall, Health: sources(eu, lost, slow)},
			left:  "staging: no contact since 11:00 | probe: not answering, 3 tries | eu",
			right: "Synced 8 s ago | On call", glance: Blind},
		{name: "many", s: Standing{Duty: onCall, Health: many},
			left: "staging: no contact since 11:00 | 4 sources in contact", right: "Synced 8 s ago | On call", glance: Blind},
		{name: "never asked", s: Standing{Duty: duty.State{Mode: duty.List}, Health: sources(sourceAt("eu", health.Never, nil))},
			left: "eu: not asked yet", right: "List only, nothing rings", glance: OffCall},
		{name: "drill", s: Standing{Drill: true, Beneath: 4, Duty: onCall, Paging: 1, Health: sources(eu)},
			left: "Practice sources, on this computer | 4 real sources keep running", right: "On call", glance: Ringing},
		{name: "muted while it pages", s: Standing{Duty: onCall, Paging: 2, Health: muted},
			left: "eu", right: "Synced 8 s ago | Muted until 13:00", glance: Muted},
		{name: "waiting", s: Standing{Duty: onCall, Health: sources(eu), Outbox: []outbox.Action{
			{State: outbox.Waiting, Created: ago(time.Minute)}, {State: outbox.Waiting, Created: ago(time.Hour)},
			{State: outbox.Waiting, Created: noon}}},
			left: "eu", right: "Synced 8 s ago | 2 changes waiting to be sent | On call", waiting: 2},
		{name: "asking", s: Standing{Duty: duty.State{Mode: duty.Calendar, Next: noon.Add(time.Hour)}, Health: sources(eu),
			Outbox: []outbox.Action{{State: outbox.Asking}, {State: outbox.Rejected}}},
			left: "eu", right: "Synced 8 s ago | 2 changes ask you | Off call until 13:00", waiting: 2, glance: OffCall},
		{name: "doubtful duty", s: Standing{Duty: duty.State{OnCall: true, Trouble: "the link is gone"}, Health: sources(eu)},
			left: "eu", right: "Synced 8 s ago | On call is not certain"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.s.Now = noon
			got := StatusOf(c.s)
			if texts(got.Left) != c.left || texts(got.Right) != c.right {
				t.Errorf("says\n%s || %s, want\n%s || %s", texts(got.Left), texts(got.Right), c.left, c.right)
			}
			if got.Glance != c.glance || got.Waiting != c.waiting || got.Paging != c.s.Paging {
				t.Errorf("glance %d, waiting %d, paging %d", got.Glance, got.Waiting, got.Paging)
			}
			for _, m := range slices.Concat(got.Left, got.Right) {
				if strings.ContainsRune(m.Hint, '\x1b') {
					t.Errorf("the hint %q holds what a server sent", m.Hint)
				}
				if m.Icon == "" || m.Key == "" {
					t.Errorf("%q has no icon or key", m.Text)
				}
			}
		})
	}
}

func TestBannersTellOfflineFromLostContact(t *testing.T) {
	eu := sourceAt("eu", health.OK, nil)
	missing := sourceAt("us", health.Failing, func(s *health.Status) { s.Misses = 4 })
	brief, offline, muted := sources(missing), sources(missing, missing), sources(eu)
	brief.Offline, offline.Offline, muted.MutedUntil = ago(time.Minute), ago(3*time.Minute), noon.Add(time.Hour)
	lost := sourceAt("us", health.Gone, func(s *health.Status) { s.LostSince, s.Error = ago(time.Hour), "401" })
	never := sourceAt("us", health.Failing, func(s *health.Status) { s.LastContact, s.Misses, s.Error = time.Time{}, 1, "refused" })
	beats := sourceAt("eu", health.OK, func(s *health.Status) {
		s.Heartbeats = []health.BeatView{{Name: "Watchdog", AbsentSince: ago(time.Hour)}, {Name: "other"}}
	})
	cached := sourceAt("eu", health.OK, func(s *health.Status) { s.LastContact, s.LastTry = ago(2*time.Minute), ago(2*time.Minute) })
	fresh := sourceAt("us", health.OK, func(s *health.Status) { s.LastContact, s.LastTry = noon, noon })
	for _, c := range []struct {
		name string
		s    Standing
		keys string
		text string // of the first
	}{
		{name: "all well", s: Standing{Health: sources(eu)}},
		{name: "offline for a moment", s: Standing{Health: brief}},
		{name: "offline, nothing done", s: Standing{Health: offline},
			keys: "offline", text: "Offline since 11:57. What you do is kept and sent later."},
		{name: "offline", s: Standing{Health: offline, Outbox: []outbox.Action{{State: outbox.Waiting}, {State: outbox.Waiting}}},
			keys: "offline", text: "Offline since 11:57. 2 actions wait here."},
		{name: "a source never answered", s: Standing{Health: sources(eu, never)},
			keys: "never us", text: "us has not answered yet: its alerts are not known. refused"},
		{name: "a source is lost", s: Standing{Health: sources(eu, lost)},
			keys: "lost us", text: "No contact with us since 11:00: its alerts are not seen. 401"},
		{name: "a heartbeat is absent", s: Standing{Health: sources(beats)},
			keys: "beat eu Watchdog", text: "The heartbeat Watchdog of eu is missing since 11:00: alerting there may be down."},
		{name: "an update asks, and a change", s: Standing{Outbox: []outbox.Action{{State: outbox.Asking}, {State: outbox.Asking, Update: &outbox.Update{}}}},
			keys: "updates | asks", text: "1 customer update waits for your decision."},
		{name: "muted, and a change asks", s: Standing{Outbox: []outbox.Action{{State: outbox.Rejected}}, Health: muted},
			keys: "mute | asks", text: "Muted until 13:00: nothing rings, lost contact neither."},
		{name: "just started", s: Standing{Started: ago(time.Second), Health: sources(cached, fresh)},
			keys: "fetching", text: "Showing 12:00. Asking 1 of 2 sources."},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.s.Now = noon
			got := StatusOf(c.s).Banners
			var keys []string
			for _, b := range got {
				keys = append(keys, b.Key)
			}
			if strings.Join(keys, " | ") != c.keys {
				t.Fatalf("banners %q, want %q", keys, c.keys)
			}
			if len(got) > 0 && got[0].Title() != c.text {
				t.Errorf("says %q, want %q", got[0].Title(), c.text)
			}
		})
	}
}

func TestTheGlanceIsSaidInWords(t *testing.T) {
	for _, c := range []struct {
		s    Status
		open int
		want string
	}{
		{Status{Glance: Ringing, Paging: 2}, 3, "2 incidents page you"},
		{Status{Glance: Working}, 4, "4 incidents are open"},
		{Status{Glance: Muted}, 1, "Muted, nothing rings"},
		{Status{Glance: OffCall}, 1, "Off call, nothing rings"},
		{Status{Glance: Blind}, 1, "No contact with a source"},
		{Status{}, 0, "No open incidents"},
	} {
		if got := c.s.Say(c.open); got != c.want {
			t.Errorf("says %q, want %q", got, c.want)
		}
	}
}
