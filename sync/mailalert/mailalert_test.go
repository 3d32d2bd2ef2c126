package mailalert_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/assets"
	"turnaround/sync/mailalert"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func load(t testing.TB) *mailalert.Recognisers {
	t.Helper()
	r, err := mailalert.Load(assets.Mails)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// show gives a signal as one line.
func show(s incident.Signal) string {
	state := "resolved"
	switch {
	case s.Handled && len(s.Marks) > 0:
		state = fmt.Sprintf("%s by %q %q at %s", s.Marks[0].Kind, s.Marks[0].By, s.Marks[0].Comment, s.Marks[0].At.Format("15:04:05"))
	case s.Handled:
		state = "unacknowledged"
	case s.Firing:
		state = "firing"
	}
	b := fmt.Sprintf("%s %s", state, s.ID)
	add := func(name, value string) {
		if value != "" {
			b += fmt.Sprintf(" %s=%q", name, value)
		}
	}
	add("shared", s.Shared)
	if s.Group != "" && s.Group != s.ID {
		add("group", s.Group)
	}
	add("title", s.Title)
	add("text", s.Text)
	add("severity", s.Severity)
	add("service", s.Service)
	add("link", s.Link)
	add("runbook", s.Runbook)
	add("dashboard", s.Dashboard)
	if !s.StartsAt.IsZero() {
		add("starts", s.StartsAt.Format("15:04:05"))
	}
	if !s.EndsAt.IsZero() {
		add("ends", s.EndsAt.Format("15:04:05"))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Labels)) {
		add("label."+name, s.Labels[name])
	}
	if s.NoRecovery {
		b += " no-recovery"
	}
	return b
}
