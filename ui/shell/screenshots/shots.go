package main

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"turnaround/app/desk"
	"turnaround/app/outbox"
	"turnaround/ui/gallery"
)

var (
	both   = []look{{"dark", "dark", "en"}, {"light", "light", "en"}}
	german = []look{{"german", "light", "de"}}
)

// reels are all pictures.
func reels() []reel {
	afternoon := (*teller).afternoon
	shop := []shot{
		{"now", open("checkout")},
		{"journey", unfold},
		{"search", folded(search("checkout after:30d"))},
		{"search-nothing", search("unicorn")},
		{"batch", cleared(mark(3))},
		{"keys", overview},
		{"settings-sources", closed(settingsOf("sources"))},
		{"wizard-type", route("settings/sources/new")},
		{"wizard-connect", wizardConnect},
		{"wizard-map", press("Next: map severity", "Map")},
		{"wizard-test", wizardTest},
		{"settings-oncall", settingsOf("oncall")},
		{"settings-notifications", settingsOf("notifications")},
		{"settings-look", settingsOf("look")},
		{"settings-data", settingsOf("data")},
		{"settings-about", settingsOf("about")},
		{"drill-start", route("drill")},
	}
	return slices.Concat(customerReels(), sentReels(), composing(), learning(), []reel{
		{name: "shop", size: desktop, looks: both, tell: afternoon, shots: shop},
		{name: "shop", prefix: "1000", size: medium, looks: both, tell: afternoon, shots: []shot{{"now", open("checkout")}, {"settings", settingsOf("oncall")}}},
		{name: "shop", prefix: "800", size: narrow, looks: both, tell: afternoon, shots: []shot{{"now", wait("Resolved today")}, {"detail", open("checkout")}}},
		{name: "offline", size: desktop, looks: both, tell: queued, change: (*standing).offline, shots: []shot{{"offline", open("checkout")}, {"queue", queue}}},
		{name: "error", size: desktop, looks: both, tell: afternoon, change: (*standing).lost, extra: []string{staging},
			shots: []shot{{"error", open("checkout")}, {"settings-sources-error", settingsOf("sources")}}},
		{name: "channels", size: desktop, looks: both, tell: afternoon, more: shopChannels, shots: []shot{
			{"settings-channels", channelTested}, {"settings-channels-error", route("settings/channels/Partner page")},
			{"settings-channels-add", route("settings/channels/new")},
			{"settings-services", route("settings/services/checkout")}, {"settings-targets", settingsOf("targets")}}},
		{name: "no channels", size: desktop, looks: both, tell: quiet, shots: []shot{{"settings-channels-empty", settingsOf("channels")}}},
		{name: "empty", size: desktop, looks: both, tell: quiet, shots: []shot{{"empty", wait("No open incidents")}}},
		{name: "texts", size: desktop, looks: both, tell: (*teller).strange, shots: []shot{{"texts", open("long")}}},
		{name: "many", size: desktop, looks: both, tell: many, shots: []shot{{"10000", search("service:checkout before:2026-03")}, {"10000-batch", mark(4)}}},
		{name: "first run", size: desktop, looks: both, fresh: true, shots: []shot{{"first-run", wait("Run a drill")}}},
		{name: "drill", size: desktop, looks: both, drill: true, tell: (*teller).practice, shots: []shot{{"drill", open("pay")}, {"drill-end", endDrill}}},
		{name: "gallery", size: fyne.NewSize(1100, 860), looks: both, fresh: true, shots: []shot{{"gallery", showGallery}}},
		{name: "shop", prefix: "phone", size: phone, looks: both, tell: afternoon, shots: []shot{
			{"now", wait("Resolved today")}, {"detail", open("checkout")}, {"journey", unfold}, {"settings", phoneSettings},
			{"settings-sources", settingsOf("sources")}, {"settings-oncall", settingsOf("oncall")}, {"settings-look", settingsOf("look")}, {"wizard-type", route("settings/sources/new")}}},
		{name: "channels", prefix: "phone", size: phone, looks: both, tell: afternoon, more: shopChannels, shots: []shot{
			{"settings-channels", settingsOf("channels")}, {"settings-channel", route("settings/channels/Status page")},
			{"settings-services", settingsOf("services")}, {"settings-service", route("settings/services/checkout")}, {"settings-targets", settingsOf("targets")}}},
		{name: "offline", prefix: "phone", size: phone, looks: both, tell: queued, change: (*standing).offline, shots: []shot{{"offline", wait("Offline")}}},
		{name: "empty", prefix: "phone", size: phone, looks: both, tell: quiet, shots: []shot{{"empty", wait("No open incidents")}}},
		{name: "first run", prefix: "phone", size: phone, looks: both, fresh: true, shots: []shot{{"first-run", wait("Run a drill")}}},
		{name: "drill", prefix: "phone", size: phone, looks: both, drill: true, tell: (*teller).practice, shots: []shot{{"drill", wait("End")}, {"drill-detail", open("pay")}, {"drill-end", endDrill}}},
		{name: "drill", prefix: "800", size: narrow, looks: both, drill: true, tell: (*teller).practice, shots: []shot{{"drill", wait("End drill")}}},
		{name: "heartbeats", size: desktop, looks: both, tell: afternoon, shots: []shot{{"settings-heartbeats", route("settings/sources/heartbeats/" + prod)}}},
		{name: "heartbeats", prefix: "phone", size: phone, looks: german, tell: afternoon, shots: []shot{{"settings-heartbeats", route("settings/sources/heartbeats/" + prod)}}},
	}, germans())
}

// germans are the pictures in German.
func germans() []reel {
	afternoon := (*teller).afternoon
	return []reel{
		{name: "shop", size: desktop, looks: german, tell: afternoon, shots: []shot{{"now", open("checkout")}, {"settings-oncall", settingsOf("oncall")},
			{"settings-notifications", settingsOf("notifications")}, {"wizard-type", route("settings/sources/new")}}},
		{name: "channels", size: desktop, looks: german, tell: afternoon, more: shopChannels, shots: []shot{{"settings-channels", channelTested}}},
		{name: "first run", size: desktop, looks: german, fresh: true, shots: []shot{{"first-run", nil}}},
		{name: "shop", prefix: "phone", size: phone, looks: german, tell: afternoon, shots: []shot{{"now", nil}, {"detail", open("checkout")}, {"settings-oncall", settingsOf("oncall")}}},
	}
}

// learning are the pictures of what incidents teach.
func learning() []reel {
	afternoon := (*teller).afternoon
	return []reel{
		{name: "postmortem", size: desktop, looks: both, tell: (*teller).learned, shots: []shot{
			{"postmortem", unfocused(after(later("checkout", "Contributing factors"), inSection("Contributing factors", "What made this possible")))}, {"postmortem-export", press("Export")}}},
		{name: "postmortem", prefix: "1000", size: medium, looks: both, tell: (*teller).learned, shots: []shot{{"postmortem", later("checkout", "Contributing factors")}}},
		{name: "postmortem", size: desktop, looks: german, tell: (*teller).learned, shots: []shot{{"postmortem-begin", later("cards", "Postmortem beginnen")}}},
		{name: "postmortem begins", size: desktop, looks: both, tell: afternoon, shots: []shot{{"postmortem-begin", later("checkout", "Begin the postmortem")}}},
		{name: "postmortem", prefix: "phone", size: phone, looks: both, tell: (*teller).learned, shots: []shot{
			{"postmortem", later("checkout", "Contributing factors")}, {"postmortem-section", unfocused(inSection("Contributing factors", "Insert evidence"))}}},
	}
}

func open(key string) func(*set) error {
	return func(s *set) error {
		if err := s.Until("the list", func() bool { l := s.List(); return l != nil && l.Len() > 0 }); err != nil {
			return err
		}
		s.Go("now/" + string(s.tell.ids[key]))
		return nil
	}
}

// unfold opens what customers went through; pressed again it folds.
func unfold(s *set) error {
	if err := s.Await("Next update promised"); err != nil {
		return err
	}
	s.Window.Canvas().Unfocus()
	s.Type('m')
	return s.Await("by now")
}

// folded folds the journey before.
func folded(do func(*set) error) func(*set) error {
	return func(s *set) error {
		s.Window.Canvas().Unfocus()
		s.Type('m')
		return do(s)
	}
}

func wait(text string) func(*set) error { return func(s *set) error { return s.Await(text) } }

func route(to string) func(*set) error {
	return func(s *set) error {
		s.Go(to)
		return nil
	}
}

func settingsOf(name string) func(*set) error { return route("settings/" + name) }

func press(texts ...string) func(*set) error {
	return func(s *set) (err error) {
		for _, t := range texts {
			if err = s.Press(t); err == nil {
				return nil
			}
		}
		return err
	}
}

func search(text string) func(*set) error {
	return func(s *set) error {
		if err := s.Await("Everything"); err != nil {
			return err
		}
		s.Fields()[0].SetText(text)
		return s.Await(" of ")
	}
}

// cleared empties the search before.
func cleared(do func(*set) error) func(*set) error {
	return func(s *set) error {
		s.Fields()[0].SetText("")
		return do(s)
	}
}

// mark selects the first rows.
func mark(n int) func(*set) error {
	return func(s *set) error {
		if err := s.Until("rows", func() bool { l := s.List(); return l != nil && l.Len() > 3 }); err != nil {
			return err
		}
		l := s.List()
		l.Jump(0)
		for range n {
			l.ToggleMark()
			l.Step(1)
		}
		return nil
	}
}

// closed closes the dialog before.
func closed(do func(*set) error) func(*set) error {
	return func(s *set) error {
		if err := s.Press("Close"); err != nil {
			return err
		}
		return do(s)
	}
}

func overview(s *set) error {
	s.List().ClearMarks()
	s.Window.Canvas().Unfocus()
	s.Type('?')
	return s.Await("All keys")
}

func wizardConnect(s *set) error {
	if err := s.Press("Alertmanager"); err != nil {
		return err
	}
	fields := s.Fields()
	fields[0].SetText("us-prod")
	fields[1].SetText("https://alerts-us.example.org")
	if err := s.Press("Test connection"); err != nil {
		return err
	}
	return s.Await("240")
}

func wizardTest(s *set) error { return press("Next: test", "Test")(s) }

func phoneSettings(s *set) error {
	s.Go("settings")
	return nil
}

func endDrill(s *set) error {
	if err := s.Press("End drill"); err != nil {
		return err
	}
	return s.Await("How it went")
}

func queue(s *set) error {
	s.Go("queue")
	return s.Await("Waiting to be sent")
}

func showGallery(s *set) error {
	o := gallery.New(func(time.Duration, func()) func() { return func() {} })
	w := test.NewWindow(container.NewStack(o))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1100, 5000))
	s.Window = w
	return nil
}

// queued is the afternoon with two acts that are not sent yet.
func queued(t *teller) error {
	if err := t.afternoon(); err != nil {
		return err
	}
	t.clock.at = on(14, 23)
	w := desk.Who{Name: me, Via: "window"}
	_, err := t.desk.Acknowledge(t.ctx, w, t.ids["search"])
	t.try("acknowledge", err)
	_, err = t.desk.Note(t.ctx, w, "Stock job restarted", t.ids["stock"])
	t.try("note", err)
	t.settle(outbox.Outcome{Result: outbox.Retry, After: time.Minute, Text: "the network is unreachable"})
	return t.err
}

// quiet is a shop where everything is well.
func quiet(t *teller) error {
	t.meet(on(6, 0), prod, tree, mailbox, probe)
	t.past()
	return t.err
}

// many are ten thousand incidents.
func many(t *teller) error {
	t.meet(on(6, 0), prod, tree, mailbox, probe)
	t.years(10_000, 50*time.Minute)
	return t.looked()
}
