package shell

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/cmd"
	"turnaround/ui/now"
	"turnaround/ui/view"
)

// watching starts a drill whose screen shows what customers read.
func watching(t *testing.T) (r *rig, w *Watched, slots now.Slots, opened *[]string) {
	t.Helper()
	w, opened = &Watched{}, &[]string{}
	r = start(t, func(r *rig, c *Config) {
		world := r.world("drill", r.dcore, r.drill, &fakeCalls{}, "now")
		made := world.Pages
		world.Watched, world.Pages = w, func(h Host) map[string]Page {
			slots = w.Slots(h)
			return made(h)
		}
		c.Drill = world
		c.OpenURL = func(u *url.URL) error { *opened = append(*opened, u.String()); return nil }
	})
	r.win.Canvas().SetContent(slots.Beside)
	return r, w, slots, opened
}

func TestADrillShowsWhatCustomersReadAndWhatThereIsToTry(t *testing.T) {
	r, w, slots, _ := watching(t)
	r.status()
	if got := w.preview.Shown(); got.Empty == "" || len(got.Posts) != 0 || got.State.Tone != view.Good {
		t.Errorf("before anything was published: %+v", got)
	}
	relaid := 0
	slots.Relay(func() { relaid++ })
	r.drill.set(func() {
		r.drill.tried = Tried{Acknowledged: true, AckSeconds: 6}
		r.drill.heard = cmd.Audience{Page: "Shop status", URL: "http://127.0.0.1:1/", State: "partial_outage", Mails: 2, Wrote: 3, LastWrote: 58 * time.Second,
			Posts: []cmd.AudiencePost{{Title: "Payments fail", Status: "investigating", Text: "We look into it.", At: 31 * time.Second, Due: noon.Add(time.Hour)},
				{Title: "Slow", Status: "resolved", Text: "Fast again.", Over: true}, {Title: "c"}, {Title: "one too many"}}}
	})
	r.status()
	got := w.preview.Shown()
	if got.Page != "Shop status" || got.State.Tone != view.Bad || len(got.Posts) != 3 || got.Posts[0].When != "posted 0:31" || got.Posts[0].Phase != "Investigating" ||
		!strings.HasPrefix(got.Posts[0].Next, "Next update by") || got.Posts[1].Next != "" {
		t.Errorf("customers read %+v", got)
	}
	if text := said(slots.Beside); !strings.Contains(text, "3 mails from practice customers so far, the last at 0:58.") || !strings.Contains(text, "They got 2 updates by mail.") {
		t.Errorf("beside the incidents stands %q", text)
	}
	if all := w.todo.Todos(); len(all) != len(tasks) || !all[0].Done || all[1].Done {
		t.Errorf("the checklist has %+v", all)
	}
	r.Content().Resize(fyne.NewSize(390, 780))
	if all := w.todo.Todos(); len(all) != 1 || all[0].Done {
		t.Errorf("on a phone the checklist has %+v, want what comes next alone", all)
	}
	if relaid == 0 {
		t.Error("the list above a lower checklist is not laid out anew")
	}
}

func TestThePageIsOpenedInTheBrowser(t *testing.T) {
	r, w, _, opened := watching(t)
	w.link.Tapped(nil) // nothing is known of a page yet
	r.drill.set(func() { r.drill.heard = cmd.Audience{URL: "http://127.0.0.1:1/"} })
	r.status()
	w.link.Tapped(nil)
	if got := *opened; len(got) != 1 || got[0] != "http://127.0.0.1:1/" {
		t.Errorf("opened %q", got)
	}
}

func TestADrillAloneIsShownInItsLook(t *testing.T) {
	r := start(t, func(r *rig, c *Config) {
		r.dcore.conf.Look.Theme = "light"
		c.Own, c.Drill = nil, r.world("drill", r.dcore, r.drill, &fakeCalls{}, "now")
	})
	if r.inUse.Theme != "light" {
		t.Errorf("the window is %s", r.inUse.Theme)
	}
}
