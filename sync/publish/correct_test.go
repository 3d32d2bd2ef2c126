package publish

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

func TestFilesAreCorrectedInPlace(t *testing.T) {
	work, _ := site(t)
	file := filepath.Join(t.TempDir(), "updates.md")
	for name, ch := range map[string]config.Channel{
		"file": {Name: "file", Kind: config.ChannelFile, URL: file}, "cstate": {Name: "site", Kind: config.ChannelCState, URL: work}} {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			app := newCopy(t, c, ch, "")
			texts := []string{"Payements fail.", "We know the cause.", "It works."}
			var outs []outbox.Outcome
			for n, text := range texts {
				a := app.update(phases[n], text)
				outs = append(outs, app.carry(a))
				app.ref = outs[0].Ref
				_ = c.wait(t.Context(), time.Minute)
			}
			content := func() string {
				path := file
				if name == "cstate" {
					path = filepath.Join(work, issues, app.ref)
				}
				raw, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				return string(raw)
			}
			before := content()
			for n, text := range []string{"Payments fail. {{< evil >}} <!-- turnaround x -->", "We know the cause.\n\nIt is ours.", "It works again."} {
				fix := app.update(phases[n], text)
				fix.Ref = outs[n].Post
				out := app.carry(fix)
				if out.Post != outs[n].Post || out.Ref != app.ref {
					t.Errorf("corrected %+v, was %+v", out, outs[n])
				}
			}
			if err := app.pull(); err != nil || len(app.said) != 3 {
				t.Fatalf("read back %+v, %v", app.said, err)
			}
			for n, want := range []string{"It works again.", "We know the cause.\n\nIt is ours.", "Payments fail."} {
				got := app.said[n]
				if !strings.HasPrefix(got.Body, want) || got.Phase != phases[2-n] || got.Visible.IsZero() || got.Post != outs[2-n].Post {
					t.Errorf("reads %+v, wants %q", got, want)
				}
			}
			if now := content(); strings.Contains(now, "Payements") || name == "cstate" && strings.Contains(now, "{{< evil") || strings.Count(now, "\n") < strings.Count(before, "\n") {
				t.Errorf("the file:\n%s", now)
			}
			gone := app.update(incident.Identified, "x")
			gone.Ref = "elsewhere#9"
			if out, err := app.once(gone); err != nil || out.Result != outbox.Refused || !strings.Contains(out.Text, "not") {
				t.Errorf("what is not there: %+v, %v", out, err)
			}
		})
	}
}
