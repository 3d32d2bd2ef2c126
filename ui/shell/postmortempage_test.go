package shell

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/secret"
	"turnaround/cmd/pager"
	"turnaround/ui/postmortem"
)

// realPager is one over a fresh archive, with an incident in it.
func realPager(t *testing.T) (*pager.Pager, incident.ID) {
	t.Helper()
	dir := t.TempDir()
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	if err := os.WriteFile(places.Config, []byte("[me]\nname = \"Robin\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(places.Config)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pager.Open(t.Context(), pager.Options{Places: places, Config: c, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Secrets: &secret.Resolver{Known: &secret.Redactor{}}, Key: make([]byte, secret.KeySize)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	id, err := p.Desk.Declare(t.Context(), desk.Who{Name: "Robin", Via: "window"}, "Checkout fails", "shop", incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	return p, id
}

// texts are all that stand in the window.
func (r *rig) texts() string {
	var all []string
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			all = append(all, o.Text)
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c)
			}
		}
	}
	walk(r.Content())
	return strings.Join(all, " ")
}

func (r *rig) reads(text string) {
	r.t.Helper()
	r.until(text, func() bool { return strings.Contains(r.texts(), text) })
}

func TestPLeadsFromAnIncidentToItsPostmortemAndEscBack(t *testing.T) {
	p, id := realPager(t)
	r := start(t, func(_ *rig, c *Config) { c.Own = WorldOf(p, c.App.Preferences(), time.Now) })
	r.Go("now/" + string(id))
	r.reads("Checkout fails")
	r.router.Do("down") // the list has the focus, as after any key
	if r.win.Canvas().Focused() == nil {
		t.Fatal("nothing has the focus")
	}
	r.until("P leads on", func() bool {
		r.press('p')
		return r.route != "now/"+string(id)
	})
	if r.route != "postmortem/"+string(id) {
		t.Fatalf("P leads to %q", r.route)
	}
	r.reads("Begin the postmortem")
	r.key(fyne.KeyReturn)
	r.reads("Contributing factors")
	// A changed look makes every screen anew: what is written stays.
	r.key(fyne.KeyReturn)
	for _, c := range "For an hour nobody could pay. " {
		r.press(c)
	}
	if _, err := p.Edit(t.Context(), func(d *config.Document) error { return d.Set("look.theme", "light") }); err != nil {
		t.Fatal(err)
	}
	before := r.page.Screen
	r.until("the screen is made anew", func() bool { return r.page.Screen != before })
	if _, ok := r.page.Screen.(*postmortem.Screen); !ok {
		t.Fatalf("then %T is shown", r.page.Screen)
	}
	r.reads("For an hour nobody could pay.")
	r.win.Canvas().Unfocus()
	r.key(fyne.KeyEscape)
	if r.route != "now/"+string(id) {
		t.Errorf("Esc leads to %q", r.route)
	}
	kept := func() string {
		page, err := p.Postmortems().Open(id)
		if err != nil {
			t.Fatal(err)
		}
		return page.Document.Sections["summary"].Body
	}
	r.until("it is saved", func() bool { return strings.Contains(kept(), "For an hour nobody could pay.") })
}
