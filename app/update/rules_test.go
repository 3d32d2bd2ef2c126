package update

import (
	"slices"
	"testing"
	"time"

	"turnaround/app/incident"
)

// noon is when the drafts of these tests are checked.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// rule holds texts that one rule must complain about, and texts it must not.
type rule struct {
	id           string
	about        Draft // what is known around the texts
	fires, quiet []string
}

func TestEveryRuleAndLanguageIsTried(t *testing.T) {
	for language, rules := range map[string][]rule{"en": english, "de": german} {
		fires, quiet := map[string]int{}, map[string]int{}
		for _, r := range rules {
			fires[r.id] += len(r.fires)
			quiet[r.id] += len(r.quiet)
		}
		for _, id := range IDs() {
			if fires[id] < 3 || quiet[id] < 3 {
				t.Errorf("%s %s: %d texts that fire and %d that do not; three each are the least", language, id, fires[id], quiet[id])
			}
		}
	}
}

func TestRulesInEnglish(t *testing.T) { try(t, "en", english) }
func TestRulesInGerman(t *testing.T)  { try(t, "de", german) }

func try(t *testing.T, language string, rules []rule) {
	for _, r := range rules {
		d := r.about
		d.Language, d.Now = language, noon
		if d.Phase == "" {
			d.Phase = incident.Investigating
		}
		if d.Audience == "" {
			d.Audience = Public
		}
		for _, text := range r.fires {
			d.Text = text
			if found := checked(t, d); !slices.Contains(ids(found), r.id) {
				t.Errorf("%s must fire: %q\n  found %v", r.id, text, ids(found))
			}
		}
		for _, text := range r.quiet {
			d.Text = text
			for _, f := range checked(t, d) {
				if f.ID == r.id {
					t.Errorf("%s must not fire: %q\n  %s", r.id, text, f.Say())
				}
			}
		}
	}
}

func checked(t *testing.T, d Draft) []Finding {
	t.Helper()
	found, err := Check(d)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func ids(found []Finding) []string {
	all := make([]string, 0, len(found))
	for _, f := range found {
		all = append(all, f.ID)
	}
	return all
}
