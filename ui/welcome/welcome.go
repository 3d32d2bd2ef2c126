// Package welcome is the first run: what this is, and the doors in.
package welcome

import (
	"context"

	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// Config is what the doors lead to. Doors without a function are not there.
type Config struct {
	Drill   func()
	Connect func()
	Archive func()
	History func()
	// Theme is the one in use, "system", "dark" or "light"; SetTheme changes it;
	// nil: it cannot be changed here.
	Theme    string
	SetTheme func(theme string)
}

// Screen is the first run. It never changes by itself.
type Screen struct {
	Config
	doors []door
	page  *parts.Page
}

// door is one way in.
type door struct {
	icon, title, about, text string
	checks                   []string
	button                   string
	action                   keys.Action
	open                     func()
}

// New makes the screen.
func New(c Config) *Screen {
	s := &Screen{Config: c}
	s.doors = s.ways()
	s.page = parts.NewPage(newBody(s))
	return s
}

func (s *Screen) ways() []door {
	all := []door{
		{icon: "sports_score", title: words.T("Run a drill"), about: words.T("2 minutes, nothing leaves this computer"),
			text:   words.T("A made-up shop breaks, with a soft ring and a clock that runs. The fastest way to see what this is for."),
			checks: []string{words.T("No account, no network"), words.T("Ends with how it went")},
			button: words.T("Start the drill"), open: s.Drill},
		{icon: "cable", title: words.T("Connect an alert source"), about: words.T("about 3 minutes"),
			text:   words.T("Reads alerts from what you already run. It only reads, until you allow it to acknowledge."),
			checks: []string{words.T("Alertmanager, any REST API"), words.T("PagerTree, PagerDuty, IMAP mail")},
			button: words.T("Choose a source"), open: s.Connect},
		{icon: "public", title: words.T("Paste your status page's address"), about: words.T("seconds, public pages only"),
			text:   words.T("See your past incidents as customers read them: first update, longest silence, promises kept."),
			checks: []string{words.T("No key; keeps and publishes nothing"), words.T("Next to public medians")},
			button: words.T("Paste an address"), open: s.History},
		{icon: "folder_zip", title: words.T("Open an archive"), about: words.T("from a file"),
			text:   words.T("Look at incidents a colleague exported, with their timelines. Works without any source."),
			checks: []string{words.T("A file that Turnaround exported"), words.T("Nothing is sent, nothing rings")},
			button: words.T("Open a file"), open: s.Archive},
	}
	digits := []keys.Action{keys.Section1, keys.Section2, keys.Section3, keys.Section4}
	var there []door
	for _, d := range all {
		if d.open != nil {
			d.action = digits[len(there)]
			there = append(there, d)
		}
	}
	return there
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.page }

// Run has nothing to keep fresh.
func (s *Screen) Run(context.Context) {}

// SetWidth has nothing to do: the doors take the room there is.
func (s *Screen) SetWidth(look.Width) {}

// Shown changes nothing.
func (s *Screen) Shown(bool) {}

// Bindings open the doors by their number; Enter opens the first.
func (s *Screen) Bindings() []keys.Binding {
	var all []keys.Binding
	for _, d := range s.doors {
		all = append(all, keys.Binding{Action: d.action, Do: d.open})
	}
	if len(s.doors) > 0 {
		all = append(all, keys.Binding{Action: keys.Open, Do: s.doors[0].open})
	}
	return all
}
