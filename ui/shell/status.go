package shell

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// standing is what the status loop shares with the screen.
type standing struct {
	wake chan struct{}

	mu    sync.Mutex
	own   *world
	shown *world
}

// share tells the status loop which worlds there are.
func (s *Shell) share() {
	s.shared.mu.Lock()
	s.shared.own, s.shared.shown = s.own, s.shown
	s.shared.mu.Unlock()
	s.poke()
}

func (s *Shell) poke() {
	select {
	case s.shared.wake <- struct{}{}:
	default:
	}
}

// How often the status is told anew: a drill's clock runs by seconds, and a
// burst of events is taken together.
const (
	drillTick  = time.Second
	statusTick = 5 * time.Second
	statusRest = 100 * time.Millisecond
)

// keepStatus tells the status whenever something changed, until ctx ends. It is
// prepared here and swapped in by one post.
func (s *Shell) keepStatus(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.shared.wake:
		case <-timer.C:
		}
		tick := statusTick
		if s.tell() {
			tick = drillTick
		}
		select { // a rest, in which more may change
		case <-ctx.Done():
			return
		case <-time.After(statusRest):
		}
		timer.Reset(tick)
	}
}

// told is the status of all, ready to be shown.
type told struct {
	own   *world
	shown *world
	mine  view.Status // of the person's own world: for the tray
	open  int
	fresh bool
	now   view.Status // of the world that is shown
	real  int         // incidents that page beneath a drill
	drill drillTold
}

// tell reads how everything stands and posts it; it tells whether a drill runs
// in the window.
func (s *Shell) tell() (drill bool) {
	s.shared.mu.Lock()
	t := told{own: s.shared.own, shown: s.shared.shown}
	s.shared.mu.Unlock()
	now := s.Now()
	beneath := 0
	if t.own != nil {
		own := t.own.Core.Standing(now)
		t.mine, t.open, t.fresh = view.StatusOf(own), own.Open, t.own.Core.Fresh()
		t.now, beneath, t.real = t.mine, len(own.Health.Sources), own.Paging
	}
	drill = t.shown != nil && t.shown.Drill != nil
	switch {
	case drill:
		standing := t.shown.Core.Standing(now)
		standing.Drill, standing.Beneath = true, beneath
		t.now = view.StatusOf(standing)
		t.drill = tellDrill(t.shown.Drill)
	case t.own == nil:
		t.now = view.StatusOf(view.Standing{Now: now, Drill: true})
		t.now.Left, t.now.Right = bare()
	}
	s.latest.Do(func() { s.take(t) })
	return drill
}

// bare is the status bar before there is any pager.
func bare() (left, right []view.Mark) {
	return []view.Mark{{Key: "none", Icon: "sensors_off", Text: words.T("No alert source yet")}},
		[]view.Mark{{Key: "stays", Icon: "storage", Text: words.T("Data stays on this computer")}}
}

// take shows a status; what is shown already is not touched.
func (s *Shell) take(t told) {
	if t.own != s.own || t.shown != s.shown {
		return // told of a world that was left meanwhile
	}
	if was := s.frame.marks; !slices.Equal(was[0], t.now.Left) || !slices.Equal(was[1], t.now.Right) {
		s.frame.marks = [2][]view.Mark{t.now.Left, t.now.Right}
		s.frame.bar.Set(s.items(t.now.Left), s.items(t.now.Right))
	}
	s.frame.banner(s.banners(t))
	s.frame.badge(placeNow, t.now.Paging)
	s.frame.badge(placeCustomers, t.now.Owing)
	if t.shown != nil && t.shown.Drill != nil {
		s.frame.progress(t.drill)
	}
	if s.tray != nil && t.own != nil {
		s.tray.show(t.mine, t.open)
	}
	s.retitle(t)
	if t.own != nil && t.fresh != t.own.fresh {
		t.own.fresh = t.fresh
		s.settled(t.own)
	}
	if t.own != nil && !t.own.fresh {
		s.seekLogin()
	}
}

// retitle counts what pages in the window's title: a task bar shows it.
func (s *Shell) retitle(t told) {
	title := words.T("Turnaround")
	if t.now.Paging > 0 {
		title = "(" + strconv.Itoa(t.now.Paging) + ") " + title
	}
	if s.Window != nil && s.Window.Title() != title {
		s.Window.SetTitle(title)
	}
}

func (s *Shell) items(marks []view.Mark) []parts.StatusItem {
	items := make([]parts.StatusItem, 0, len(marks))
	for _, m := range marks {
		i := parts.StatusItem{Icon: m.Icon, Text: m.Text, Tone: m.Tone, Hint: m.Hint}
		if place, _ := s.target(m.Route); place {
			i.Do = func() { s.Go(m.Route) }
		}
		switch m.Route {
		case view.RouteQueue:
			i.Action = keys.Queue
		case view.RouteDuty:
			i.Action = keys.Mute
		}
		items = append(items, i)
	}
	return items
}

// target tells whether a route leads anywhere now.
func (s *Shell) target(route string) (bool, string) {
	switch {
	case route == "":
		return false, ""
	case route == view.RouteQueue, route == view.RouteUnmute, route == view.RouteDuty, route == placeOwn, route == routeLogin:
		return true, route
	}
	name := firstWord(route)
	if name == placeDismiss || name == placeDrill {
		return true, name
	}
	_, ok := s.find(name)
	return ok, name
}

// banners are those of the world that is shown, and of the one beneath.
func (s *Shell) banners(t told) []view.Banner {
	var all []view.Banner
	if t.shown != nil && t.shown.Drill != nil && t.real > 0 {
		all = append(all, view.Banner{Key: "real", Icon: "notifications_active", Tone: view.Bad, Press: words.T("Show"), Route: placeOwn,
			Text: words.N("{{.Count}} real incidents page you. This is no drill.", t.real)})
	}
	if s.drill != nil && t.shown != s.drill {
		all = append(all, view.Banner{Key: "drill", Icon: "sports_score", Tone: view.Accent, Press: words.T("Back to the drill"),
			Route: placeDrill, Text: words.T("A drill is running underneath.")})
	}
	all = append(all, t.now.Banners...)
	if t.own != nil && t.shown == t.own {
		for n, w := range t.own.warnings {
			key := "start " + strconv.Itoa(n)
			all = append(all, view.Banner{Key: key, Icon: "warning", Tone: view.Warn, Text: w,
				Press: words.T("Close"), Route: placeDismiss + "/" + key})
		}
	}
	if s.wantsLogin && t.own != nil && t.shown == t.own {
		all = append(all, view.Banner{Key: "login", Icon: "info", Tone: view.Accent, Press: words.T("Start at sign-in?"), Route: routeLogin,
			Text: words.T("Turnaround rings only while it runs.")})
	}
	return slices.DeleteFunc(all, func(b view.Banner) bool { return s.told[b.Key] })
}

// dismiss takes a banner away that was read.
func (s *Shell) dismiss(key string) {
	s.told[key] = true
	s.poke()
}

// settled is called when the person's own world got its first source or
// incident, or lost its last.
func (s *Shell) settled(w *world) {
	if s.shown == w && firstWord(s.route) == placeNow {
		s.Go(placeNow)
	}
}
