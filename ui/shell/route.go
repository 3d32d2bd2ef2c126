package shell

import (
	"slices"
	"strings"

	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// The routes' first words.
const (
	placeNow      = "now"
	placeDrill    = "drill"
	placeSettings = "settings"
	placeOwn      = "own" // the person's own world, from within a drill
	placeDismiss  = "dismiss"
)

// places are the doors of the window: only those that lead somewhere.
func (s *Shell) places() []parts.Place {
	all := []parts.Place{
		{Route: placeNow, Text: words.T("Now"), Icon: "notifications_active", Action: keys.GoNow},
		{Route: placeCustomers, Text: words.T("Customers"), Icon: "people_alt", Action: keys.GoCustomers,
			Counts: view.NeedsUpdate()},
		{Route: placeDrill, Text: words.T("Drill"), Icon: "sports_score", Action: keys.GoDrill},
	}
	if !s.hasCustomers() {
		all = slices.Delete(all, 1, 2)
	}
	if _, ok := s.find(placeSettings); ok {
		all = append(all, parts.Place{Route: placeSettings, Text: words.T("Settings"), Icon: "tune",
			Action: keys.GoSettings, Foot: true})
	}
	return all
}

// Go shows what a route names: "now", "now/<incident>", "settings/sources".
func (s *Shell) Go(route string) {
	route = s.leaveFor(route)
	place, rest, _ := strings.Cut(route, "/")
	switch place {
	case view.RouteQueue:
		s.openQueue()
		return
	case view.RouteUnmute:
		s.unmute()
		return
	case view.RouteDuty:
		s.openMute()
		return
	case routeLogin:
		s.askLogin()
		return
	case placeOwn:
		s.show(s.own)
		return
	case placeDismiss:
		s.dismiss(rest)
		return
	case placeDrill:
		s.goDrill()
		return
	case routeHistory:
		if s.History != nil {
			s.goHistory(route)
			return
		}
	}
	page, ok := s.find(place)
	if !ok || place == placeNow && s.firstRun() {
		page, place, rest = s.welcome(), placeNow, ""
	}
	s.turn(place, page)
	if place == placeCompose {
		s.frame.at(placeNow) // it belongs to the incident
	}
	s.route = route
	if page.Open != nil && rest != "" {
		page.Open(rest)
	}
}

// turn puts a screen on the stage.
func (s *Shell) turn(place string, page Page) {
	if s.page == nil || s.page.Screen != page.Screen {
		if s.page != nil {
			s.page.Shown(false)
		}
		s.page = &page
		s.router.Bind("screen", page.Bindings()...)
		s.router.Enter("screen")
		page.SetWidth(s.class)
		s.frame.stage(page.Content())
		if screen, ok := page.Screen.(footed); ok {
			screen.OnFoot(s.frame.toasts.Refresh)
		}
		page.Shown(true)
	}
	if place == placePostmortem { // reached from an incident
		place = placeNow
	}
	s.frame.at(place)
}

// firstRun tells whether there is nothing to show but the doors.
func (s *Shell) firstRun() bool { return s.shown == nil || s.shown.fresh }

// goDrill shows the running drill, or the page from which one is started.
func (s *Shell) goDrill() {
	if s.drill != nil {
		if s.shown != s.drill {
			s.show(s.drill)
		}
		s.Go(placeNow)
		return
	}
	s.turn(placeDrill, s.lobby())
	s.route = placeDrill
}
