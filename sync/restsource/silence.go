package restsource

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// silence is one of Alertmanager's (API v2, gettableSilence).
type silence struct {
	ID     string `json:"id"`
	Status struct {
		State string `json:"state"`
	} `json:"status"`
	Comment   string    `json:"comment"`
	CreatedBy string    `json:"createdBy"`
	StartsAt  time.Time `json:"startsAt"`
	EndsAt    time.Time `json:"endsAt"`
	Matchers  []matcher `json:"matchers"`

	raw  string
	tag  tag
	ours bool // made by this app, on whichever device
}

// matcher is one of a silence's. IsEqual is true where it is missing.
type matcher struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	IsRegex bool   `json:"isRegex"`
	IsEqual *bool  `json:"isEqual,omitempty"`
}

func (m matcher) String() string {
	op := "="
	switch negated := m.IsEqual != nil && !*m.IsEqual; {
	case m.IsRegex && negated:
		op = "!~"
	case m.IsRegex:
		op = "=~"
	case negated:
		op = "!="
	}
	return fmt.Sprintf("%s%s%q", m.Name, op, m.Value)
}

func (s *silence) standing() bool { return s.Status.State == "active" || s.Status.State == "pending" }

// readSilence reads one; what is none is left out.
func readSilence(record gjson.Result) (*silence, bool) {
	s := &silence{raw: record.Raw}
	if json.Unmarshal([]byte(record.Raw), s) != nil || s.ID == "" {
		return nil, false
	}
	s.tag, _, s.ours = findTag(s.Comment)
	return s, true
}

// Bounds of what is told to the desk: our silences, and others'.
const (
	maxSilences = 10_000
	maxOthers   = 1_000
)

// silences lists what this app made there, on whichever device: standing, or
// ended within the time Alertmanager remembers. Of several with one key (an
// extension ends the old one) only a standing one counts. Others' silences
// are listed, for people, while they stand.
func (s *Source) silences(records joined) []incident.Silence {
	if s.plan.Actions.Kind != "silence" {
		return nil
	}
	best := map[tag]*silence{}
	var out []incident.Silence
	for _, record := range records[s.plan.joins[0].name] {
		got, ok := readSilence(record)
		if !ok {
			continue
		}
		if !got.ours {
			if got.standing() && len(out) < maxOthers {
				out = append(out, got.told())
			}
			continue
		}
		if len(best) >= maxSilences {
			continue
		}
		if old := best[got.tag]; old == nil || better(got, old) {
			best[got.tag] = got
		}
	}
	for _, each := range best {
		out = append(out, each.told())
	}
	slices.SortFunc(out, func(a, b incident.Silence) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// better: standing before ended, then the one that lasts longer.
func better(a, b *silence) bool {
	if a.standing() != b.standing() {
		return a.standing()
	}
	return a.EndsAt.After(b.EndsAt)
}

func (s *silence) told() incident.Silence {
	_, rest, _ := findTag(s.Comment)
	kind := incident.MarkSilenced
	if s.ours {
		kind = s.tag.kind
	}
	return incident.Silence{ID: s.ID, By: oneLine(s.CreatedBy, maxName), Comment: oneLine(rest, maxTitle), Action: s.tag.action,
		Kind: kind, StartsAt: s.StartsAt.UTC(), EndsAt: s.EndsAt.UTC(), State: s.Status.State,
		Matchers: cutBytes(strings.ToValidUTF8(s.words(), "�"), maxValue)}
}

// words writes the matchers, alike for equal ones.
func (s *silence) words() string {
	var words []string
	for _, m := range s.Matchers {
		words = append(words, m.String())
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// silenceDoes tells in one sentence what a verb does at Alertmanager.
func (s *Source) silenceDoes(verb outbox.Verb) string {
	switch verb {
	case outbox.Acknowledge:
		return fmt.Sprintf("makes a %s silence in Alertmanager for exactly these alerts, extended while they fire", short(s.ackFor))
	case outbox.Snooze:
		return "makes a silence in Alertmanager for exactly these alerts, until the time you choose"
	case outbox.Unacknowledge, outbox.Unsnooze:
		return "ends the silence this app made in Alertmanager"
	case outbox.EndSilence:
		return "ends a silence somebody made in Alertmanager; what it held rings again, for everybody"
	case outbox.Extend:
		return "prolongs the silence this app made in Alertmanager"
	}
	return ""
}

// short writes "2h" instead of "2h0m0s".
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
