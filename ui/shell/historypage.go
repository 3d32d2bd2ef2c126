package shell

import (
	"context"
	"errors"
	"strings"

	"turnaround/app/journey"
	"turnaround/cmd"
	"turnaround/ui/history"
)

// routeHistory is the page of what a public status page told its customers.
const routeHistory = "history"

// goHistory shows that page; what was read last is there still.
func (s *Shell) goHistory(route string) *history.Screen {
	screen := history.New(history.Config{Host: s, Now: s.Now, Fetch: s.History, Work: s.work, OpenFile: s.openFile, Memory: s.past})
	s.turn(routeHistory, Page{Screen: screen})
	s.route = route
	return screen
}

// readHistory shows a saved history.
func (s *Shell) readHistory(path string) { s.goHistory(routeHistory).Read(path) }

// savedHistory tells whether a dropped file is a saved history, and no archive.
func (s *Shell) savedHistory(path string) bool {
	return s.History != nil && strings.HasSuffix(strings.ToLower(path), ".json")
}

// pastIncidents reads a history, and tells faults in kinds the screen words.
func pastIncidents(ctx context.Context, from string) ([]journey.History, error) {
	all, err := cmd.PastIncidents(ctx, from)
	var f *cmd.PastFault
	if errors.As(err, &f) {
		return nil, &history.Fault{Kind: f.Kind, Detail: f.Error()}
	}
	return all, err
}
